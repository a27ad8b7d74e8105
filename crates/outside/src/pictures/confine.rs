//! What may a child that handles strangers' bytes still do? Limits of the machine (setrlimit), no files (Landlock), few
//! calls of the kernel (seccomp). Whoever takes it over finds nothing to take and nowhere to go.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _,
};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

/// Bytes of memory: the largest picture in colour, a progressive JPEG's coefficients, and the picture to be kept.
const MEMORY: u64 = 400 << 20;

/// Seconds of the processor.
const SECONDS: u64 = 6;

/// Calls of the kernel that decoding needs: read, write, memory, the end. No call opens a file, a socket or a process.
const DECODER: [i64; 19] = [
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_close,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_sched_yield,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Calls with a protection as third argument: allowed as long as nothing becomes code.
const MAPPING: [i64; 2] = [libc::SYS_mmap, libc::SYS_mprotect];

/// Calls that the recogniser of text, a large program of others, must do without.
const NOT_FOR_THE_RECOGNISER: [i64; 13] = [
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_bpf,
    libc::SYS_mount,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_keyctl,
    libc::SYS_kill,
];

/// Folders that the recogniser reads: its libraries, itself, its data.
const READ_BY_THE_RECOGNISER: [&str; 6] =
    ["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/opt"];

/// Confines the decoder, for good.
pub(super) fn decoder() -> Result<(), String> {
    limit(MEMORY, SECONDS, 0)?;
    keep_from_files(&[])?;
    let mut rules: Vec<_> = DECODER.map(|call| (call, vec![])).into();
    // The allocator names its memory.
    rules.push((libc::SYS_prctl, vec![only(0, SeccompCmpOp::Eq, libc::PR_SET_VMA)?]));
    for call in MAPPING {
        let executable = libc::PROT_EXEC.cast_unsigned().into();
        rules.push((call, vec![only(2, SeccompCmpOp::MaskedEq(executable), 0)?]));
    }
    filter(rules, SeccompAction::KillProcess, SeccompAction::Allow)
}

/// A call is allowed only with this argument.
fn only(argument: u8, how: SeccompCmpOp, value: i32) -> Result<SeccompRule, String> {
    let value = value.cast_unsigned().into();
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, how, value);
    let rule = condition.and_then(|condition| SeccompRule::new(vec![condition]));
    rule.map_err(|error| format!("calls cannot be filtered: {error}"))
}

/// Confines what will become the recogniser of text.
pub(super) fn recogniser() -> Result<(), String> {
    limit(MEMORY, 4 * SECONDS, 64)?;
    keep_from_files(&READ_BY_THE_RECOGNISER)?;
    let rules = NOT_FOR_THE_RECOGNISER.map(|call| (call, vec![])).into();
    filter(rules, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM.cast_unsigned()))
}

fn limit(memory: u64, seconds: u64, files: u64) -> Result<(), String> {
    let limits = [
        (Resource::Data, memory),
        (Resource::Cpu, seconds),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nofile, files.max(8)),
    ];
    for (resource, most) in limits {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).map_err(|error| format!("a limit cannot be set: {error}"))?;
    }
    Ok(())
}

/// Files may be read and run below these folders; nothing may be written, no port be used. A kernel without Landlock
/// leaves this to the calls that are allowed and to the user the program runs as.
fn keep_from_files(folders: &[&str]) -> Result<(), String> {
    let abi = ABI::V5;
    let rules = landlock::path_beneath_rules(folders, AccessFs::from_read(abi));
    let set = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|set| set.handle_access(AccessNet::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(|set| set.add_rules(rules))
        .and_then(RulesetCreated::restrict_self);
    set.map(|_| ()).map_err(|error| format!("files cannot be closed off: {error}"))
}

fn filter(
    rules: Vec<(i64, Vec<SeccompRule>)>,
    otherwise: SeccompAction,
    matched: SeccompAction,
) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("calls cannot be filtered: {error}");
    let machine = std::env::consts::ARCH.try_into().map_err(|error| failed(&error))?;
    let filter = SeccompFilter::new(rules.into_iter().collect(), otherwise, matched, machine)
        .map_err(|error| failed(&error))?;
    let program: BpfProgram = filter.try_into().map_err(|error| failed(&error))?;
    seccompiler::apply_filter(&program).map_err(|error| failed(&error))
}
