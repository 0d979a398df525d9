"""What zsh and fish are told to ask on the Tab key, where click's own scripts lose verbs or parts of descriptions."""

from click.shell_completion import FishComplete, ZshComplete, add_completion_class

ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local type key about with_files
    local -a bare described response
    (( ! $+commands[%(prog_name)s] )) && return 1

    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
%(complete_var)s=zsh_complete %(prog_name)s)}")
    for type key about in "${(@)response}"; do
        case "$type" in
            plain) if [[ "$about" == "_" ]]; then bare+=("$key"); else described+=("$key:$about"); fi ;;
            file) with_files=1 ;;
            dir) _path_files -/ ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described
    (( $#bare )) && compadd -V unsorted -a bare
    [[ -n "$with_files" ]] && _path_files -f
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
"""The response is quoted, since without that zsh drops its empty words, and a file has an empty key."""

FISH = """\
function %(complete_func)s;
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
COMP_CWORD=(commandline -t) %(prog_name)s);

    for completion in $response;
        set -l metadata (string split --max 1 "," $completion);
        switch $metadata[1];
            case dir;
                __fish_complete_directories $metadata[2];
            case file;
                __fish_complete_path $metadata[2];
            case plain;
                echo $metadata[2];
        end;
    end;
end;

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)";
"""
"""A description keeps its commas."""


class Zsh(ZshComplete):
    """Offers verbs beside files."""

    source_template = ZSH


class Fish(FishComplete):
    """Shows descriptions whole."""

    source_template = FISH


def teach_shells() -> None:
    """Take these scripts instead of click's."""
    add_completion_class(Zsh)
    add_completion_class(Fish)
