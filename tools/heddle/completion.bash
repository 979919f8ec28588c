# Completion of `heddle` for bash.

_heddle()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i
	local commands="run explore replay shrink show verify merge" options
	if [ "$COMP_CWORD" = 1 ]; then
		COMPREPLY=($(compgen -W "$commands help --help --version" -- "$current"))
		return
	fi
	# Words behind the program are its arguments.
	for ((i = 2; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-[acmferpEbsjox] | --arch | --cpus | --mem | --file | --env | --sysroot) i=$((i + 1)) ;;
		--policy | --events | --memory | --budget | --late | --faults | --processors | --seeds | --time | --seed | --jobs | --json | --trace | --commands | --output) i=$((i + 1)) ;;
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
	-p | --policy) COMPREPLY=($(compgen -W "mix rr rw slice: pct:2 pct:3 pos surw all all: replay:" -- "${current#=}")) ;;
	--faults) COMPREPLY=($(compgen -W "all none spurious eintr short nomem io clock" -- "${current#=}")) ;;
	--memory) COMPREPLY=($(compgen -W "sc tso weak" -- "${current#=}")) ;;
	-E | --events) COMPREPLY=($(compgen -W "sync shared app insn" -- "${current#=}")) ;;
	--json | --trace | -x | --commands | -o | --output) COMPREPLY=($(compgen -f -- "${current#=}")) ;;
	-m | --mem | -b | --budget | --late | --processors | -s | --seed | --seeds | -t | --time | -j | --jobs) ;;
	*)
		case $current in
		-*)
			options="--arch --env --file --help --mem --sysroot --usage"
			case ${COMP_WORDS[1]} in
			run) options="$options --cpus" ;;
			explore) options="$options --policy --events --memory --budget --late --faults --processors --seeds --time --stop-first --jobs --json" ;;
			merge) options="--json --help --usage" ;;
			*) options="$options --policy --events --memory --budget --late --faults --processors --seed" ;;
			esac
			case ${COMP_WORDS[1]} in
			replay) options="$options --trace --gdb --gdb-server --commands" ;;
			shrink) options="$options --output" ;;
			show) options="$options --output --whole" ;;
			esac
			COMPREPLY=($(compgen -W "$options" -- "$current"))
			;;
		*) COMPREPLY=($(compgen -c -f -- "$current")) ;;
		esac
		;;
	esac
}
complete -o filenames -F _heddle heddle
