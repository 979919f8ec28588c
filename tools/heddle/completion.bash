# Completion of `heddle` for bash.

_heddle()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i
	local commands="run"
	if [ "$COMP_CWORD" = 1 ]; then
		COMPREPLY=($(compgen -W "$commands --help" -- "$current"))
		return
	fi
	# Behind the program the words are its own.
	for ((i = 2; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-a | -c | -m | -f | -e | -r | --arch | --cpus | --mem | --file | --env | --sysroot) i=$((i + 1)) ;;
		-- | -*) ;;
		=) i=$((i + 1)) ;;
		*)
			COMPREPLY=($(compgen -f -- "$current"))
			return
			;;
		esac
	done
	[ "$previous" != = ] || previous=${COMP_WORDS[COMP_CWORD - 2]}
	case $previous in
	-a | --arch) COMPREPLY=($(compgen -W "x86_64 i386 riscv64" -- "${current#=}")) ;;
	-c | --cpus) COMPREPLY=($(compgen -W "1 2 4 8" -- "${current#=}")) ;;
	-r | --sysroot) COMPREPLY=($(compgen -d -- "${current#=}")) ;;
	-f | --file) COMPREPLY=($(compgen -f -- "${current#=}")) ;;
	-e | --env) COMPREPLY=($(compgen -v -- "${current#=}")) ;;
	-m | --mem) ;;
	*)
		case $current in
		-*) COMPREPLY=($(compgen -W "--arch --cpus --env --file --help --mem --sysroot --usage" -- "$current")) ;;
		*) COMPREPLY=($(compgen -c -f -- "$current")) ;;
		esac
		;;
	esac
}
complete -o filenames -F _heddle heddle
