package io.luoledger.core;

import static io.luoledger.finding.Severity.ERROR;
import static io.luoledger.finding.Severity.INFO;
import static io.luoledger.finding.Severity.WARNING;

import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every finding that the ledger's checks raise. Ids are stable: never given to another check. */
public final class FindingCatalogue {
    private static final List<FindingKind> KINDS = new ArrayList<>();

    // ---- the outgoing kernel ----
    public static final FindingKind CREATE_REFUSED = kind(
            "LIFE-CREATE-REFUSED",
            INFO,
            "session not created",
            "CREATE_SESSION came back with an errno; nothing was made and nothing is held.",
            "Use a name of 1 to 63 bytes that no other outgoing session has; for EMFILE or ENOMEM look at the agent's limits.");
    public static final FindingKind PRESERVE_REFUSED = kind(
            "LIFE-PRESERVE-REFUSED",
            INFO,
            "file not preserved",
            "PRESERVE_FD came back with an errno; this file won't be handed over unless another attempt succeeds.",
            "ENOENT: no handler takes this kind of file; EEXIST: the token is in use; EBUSY: the file is preserved already; EBADF: not an open file.");
    public static final FindingKind FREEZE_REFUSED = kind(
            "LIFE-FREEZE-REFUSED",
            ERROR,
            "file refused to freeze",
            "One file's refusal stops the hand-over of the whole host; files frozen before it may stay unusable.",
            "Bring this file's device into a state that its handler accepts (interrupts off, power state D0), then reboot again.");
    public static final FindingKind HANDOVER_REFUSED = kind(
            "LIFE-HANDOVER-REFUSED",
            WARNING,
            "reboot call came back",
            "reboot(KEXEC) returned, so the outgoing kernel goes on and nothing was handed over.",
            "EINVAL: load a kexec image first, or see which file refused to freeze; EBUSY: another kexec operation runs.");
    public static final FindingKind UPDATE_ABORTED = kind(
            "LIFE-UPDATE-ABORTED",
            ERROR,
            "hand-over rolled back",
            "The hand-over had begun to freeze and was undone: the workload was interrupted and runs on the old kernel.",
            "Find the file that refused to freeze, correct it, and reboot again; the files are still preserved.");
    public static final FindingKind NOT_HANDED_OVER = kind(
            "LIFE-NOT-HANDED-OVER",
            WARNING,
            "preserved, but the kernel ended without a hand-over",
            "The host booted cold while sessions were open: what they had preserved is gone.",
            "Reboot by reboot(KEXEC) with a loaded image; if the host crashed, look at its console.");

    // ---- from one kernel to the next ----
    public static final FindingKind UPDATE_REFUSED = kind(
            "LIFE-UPDATE-REFUSED",
            ERROR,
            "the incoming kernel refused what it was handed",
            "Nothing of what was preserved can be reached in the incoming kernel.",
            "Check the kernel pair with `luo-ledger abi check` before the kexec; go back to a kernel of the same preserved-state ABI.");
    public static final FindingKind UPDATE_LOST = kind(
            "LIFE-UPDATE-LOST",
            ERROR,
            "handed over, but the next kernel doesn't have it",
            "The hand-over was called and the next boot of this host holds nothing of it: the contents are gone.",
            "Look at the console of that boot: kho=on and liveupdate=on have to be on both command lines.");
    public static final FindingKind SESSION_NOT_SEEN = kind(
            "LIFE-SESSION-NOT-SEEN",
            ERROR,
            "session promised but not seen",
            "The outgoing kernel handed this session over and the incoming one doesn't have it: its contents are lost.",
            "Check the kernel pair with `luo-ledger abi check`; look for live-update messages on the incoming kernel's console.");
    public static final FindingKind FILE_NOT_SEEN = kind(
            "LIFE-FILE-NOT-SEEN",
            ERROR,
            "file promised but not seen",
            "The session came over without this file: its contents are lost.",
            "Check the kernel pair with `luo-ledger abi check`; look for live-update messages on the incoming kernel's console.");
    public static final FindingKind OPEN_REFUSED = kind(
            "LIFE-OPEN-REFUSED",
            ERROR,
            "/dev/liveupdate can't be opened for the rest of this boot",
            "The received sessions could not be read, so none of them can be reached and no new one made; their memory stays reserved.",
            "Usually a handler is missing or has another compatible string in this kernel: kexec into one that has it; what was handed over is lost.");

    // ---- the incoming kernel ----
    public static final FindingKind RETRIEVE_FAILED = kind(
            "LIFE-RETRIEVE-FAILED",
            ERROR,
            "retrieve failed for good",
            "The handler refused, the kernel remembers the errno and never asks it again: this file doesn't come back.",
            "Restart its workload without the preserved state; have the handler's device and driver ready before the first retrieve next time.");
    public static final FindingKind RETRIEVE_REFUSED = kind(
            "LIFE-RETRIEVE-REFUSED",
            INFO,
            "retrieve refused, nothing changed",
            "The call asked for what isn't there or isn't in the right state; it did no harm.",
            "Ask for a name and token that were preserved, once, before FINISH, on the session's incoming side.");
    public static final FindingKind FINISH_REFUSED = kind(
            "LIFE-FINISH-REFUSED",
            WARNING,
            "finish refused",
            "One file that can't finish blocks its whole session; nothing was changed.",
            "Retrieve and set up every file of the session first; a file whose retrieve failed may block it until the next kexec.");
    public static final FindingKind CONTENTS_DISCARDED = kind(
            "LIFE-CONTENTS-DISCARDED",
            WARNING,
            "finished without having been retrieved",
            "The session was finished or closed before this file was retrieved: its contents are thrown away.",
            "Retrieve every file before FINISH and before the last close of the session.");
    public static final FindingKind NEVER_RETRIEVED = kind(
            "LIFE-NEVER-RETRIEVED",
            WARNING,
            "promised, but never retrieved",
            "The session was handed over and nobody asked for it; its memory stays reserved until the next kexec, which frees it.",
            "The agent has to retrieve it by name: no ioctl lists the names.");
    public static final FindingKind NEVER_FINISHED = kind(
            "LIFE-NEVER-FINISHED",
            WARNING,
            "retrieved, but never finished",
            "Until it is finished the kernel keeps the session's files and their shared state; the next kexec doesn't carry it on.",
            "Call FINISH, or close the session, as soon as its files are retrieved.");
    public static final FindingKind SESSION_LEAKED = kind(
            "LIFE-SESSION-LEAKED",
            ERROR,
            "session leaked",
            "The session was closed while a file could not finish: nobody can reach it any more, and its files stay with the kernel until the next kexec.",
            "Call FINISH and look at its result before the last close; kexec to free what leaked.");
    public static final FindingKind FLB_IGNORED = kind(
            "LIFE-FLB-IGNORED",
            WARNING,
            "FLB lost without a word",
            "The incoming kernel asked its table for this FLB and found none under that name: what it held is lost.",
            "An FLB's compatible string has to be the same on both sides: check the kernel pair with `luo-ledger abi check`.");
    public static final FindingKind FLB_NOT_FINISHED = kind(
            "LIFE-FLB-NOT-FINISHED",
            WARNING,
            "FLB not finished",
            "Every file of the update is finished, but this shared object isn't: its memory stays reserved.",
            "Look for a subsystem that still holds a reference, or for a refcount warning on the console.");
    public static final FindingKind CALL_REFUSED = kind(
            "LIFE-CALL-REFUSED",
            INFO,
            "call refused, nothing changed",
            "The call came back with an errno before it did anything.",
            "Look at the agent: an unknown command, a wrong size, or a device that another process has open.");
    public static final FindingKind KERNEL_DIED = kind(
            "LIFE-KERNEL-DIED",
            ERROR,
            "kernel died of live-update state",
            "An oops or a panic while it handled what was handed over: the layouts of the two kernels may differ without either noticing.",
            "Check the kernel pair with `luo-ledger abi check`; keep the console log.");
    public static final FindingKind KERNEL_WARNED = kind(
            "LIFE-KERNEL-WARNED",
            WARNING,
            "kernel warning about live-update state",
            "The kernel goes on, but what it warns of is usually leaked or lost; with panic_on_warn it would have died.",
            "Read the message; a refcount warning at the first finish means an FLB that the outgoing kernel didn't hand over.");

    // ---- devices ----
    public static final FindingKind DEVICE_MOVED = kind(
            "BDF-MOVED",
            ERROR,
            "preserved function has another address",
            "Preserved devices are found by segment and BDF alone: this one is at another address in the incoming kernel.",
            "Keep bus numbers: no pci=assign-busses, no hot-added bridge before the kexec, no VFs.");
    public static final FindingKind DEVICE_REPLACED = kind(
            "BDF-REPLACED",
            ERROR,
            "another function sits at the preserved address",
            "A retrieve by address gives the session another device, maybe another workload's, without an error.",
            "Don't use the retrieved file; stop both devices, and keep bus numbers over the kexec.");
    public static final FindingKind DEVICE_REPARENTED = kind(
            "BDF-REPARENTED",
            ERROR,
            "same address on another path",
            "The address is the same but the way to it from the root is not, so the device can't be used at it.",
            "Look for overlapping bus numbers of the bridges on the way.");

    public static final FindingKind DEVICE_MISSING = kind(
            "BDF-MISSING",
            ERROR,
            "preserved function is gone",
            "Nothing sits at the preserved address, and the function wasn't seen elsewhere: it can't be retrieved.",
            "Look whether it was unplugged or lost power before the kexec, or hides behind a bridge that lost its bus numbers.");

    // ---- the ledger itself ----
    public static final FindingKind CHAIN_BROKEN = kind(
            "LOG-CHAIN",
            ERROR,
            "chain broken",
            "The event's chain doesn't follow from the event before it: one of them was changed, or events between them are missing.",
            "Run `luo-ledger verify` on the log and compare it with another copy.");
    public static final FindingKind GAP = kind(
            "LOG-GAP",
            ERROR,
            "events missing",
            "Sequence numbers have no gaps: events of this host are missing, and the view may lack what they told.",
            "Look for the missing events in the producer's log file and import them into a fresh ledger in order.");
    public static final FindingKind BEGINS_LATE = kind(
            "LOG-BEGINS-LATE",
            INFO,
            "log begins in the middle",
            "The first event of this host isn't its first: what came before was archived or left out.",
            "Replay the archive together with this log to see the whole.");
    public static final FindingKind KIND_UNKNOWN = kind(
            "LOG-KIND-UNKNOWN",
            WARNING,
            "event of a kind that only a newer version knows",
            "A newer luo-ledger wrote this event. It is kept in sequence and chain and shown by `events`, but the view lacks what it told.",
            "Read the log with a version of luo-ledger at least as new as the one that wrote it.");
    public static final FindingKind DUPLICATE = kind(
            "LOG-DUPLICATE",
            INFO,
            "event twice",
            "The same event was there before; it was left out and changed nothing.",
            "Nothing to do; a producer that retries without transactions does this.");
    public static final FindingKind FORK = kind(
            "LOG-FORK",
            ERROR,
            "two writers",
            "Two different events have the same sequence: two writers wrote this host's ledger at once. The second one was left out.",
            "Stop one of the writers; import its events again through the other.");
    public static final FindingKind REORDERED = kind(
            "LOG-REORDERED",
            ERROR,
            "event late",
            "The event came behind later ones of its host and was left out: the view lacks what it told.",
            "Replay the log in order of the sequence.");
    public static final FindingKind BOOT_ORDER = kind(
            "LOG-BOOT-ORDER",
            WARNING,
            "event of an earlier boot",
            "The event belongs to a boot that was over before; it was left out of the view.",
            "Import the parts of a live update in the order of their boots.");
    public static final FindingKind BOOT_MISSING = kind(
            "LOG-BOOT-MISSING",
            WARNING,
            "a boot is missing",
            "The live-update number went up by more than one (or back), so at least one boot isn't in the log.",
            "Import the missing boot, in order.");
    public static final FindingKind SOURCE_ENDS = kind(
            "LOG-SOURCE-ENDS",
            INFO,
            "source ends in the reboot",
            "A dying kernel can't write down its last microseconds; what happened then isn't in the log.",
            "Nothing to do; this is normal.");
    public static final FindingKind SOURCE_GAP = kind(
            "LOG-SOURCE-GAP",
            WARNING,
            "source has a gap",
            "The source itself says that it doesn't show everything here: silence is no proof.",
            "Record again with a larger buffer, or add the part that is missing.");
    public static final FindingKind NAME_UNKNOWN = kind(
            "LOG-NAME-UNKNOWN",
            WARNING,
            "session without a name",
            "The source shows the session but never its name, so its two halves can't be joined for sure.",
            "Import again with the console log, or with a trace that begins before the session was created.");
    public static final FindingKind KERNEL_UNKNOWN = kind(
            "LOG-KERNEL-UNKNOWN",
            INFO,
            "kernel release unknown",
            "The source doesn't tell which kernel this boot ran, so nothing can be said about the pair's ABI.",
            "Import again with --kernel or --console.");

    // ---- the two kernels' ABI ----
    public static final FindingKind ABI_VERDICT_SILENT = kind(
            "ABI-VERDICT-SILENT",
            WARNING,
            "the two kernels differ where nobody notices",
            "The incoming kernel reads what the outgoing one left by other rules and no guard tells it: wrong values, taken for right.",
            "See luo-ledger abi check --from A --to B; check what came back against what was preserved, and don't take this way again.");
    public static final FindingKind ABI_VERDICT_REFUSED = kind(
            "ABI-VERDICT-REFUSED",
            WARNING,
            "the incoming kernel refuses what the outgoing one leaves",
            "Their guards differ: whatever is preserved of these kinds isn't taken over on this way.",
            "See luo-ledger abi plan --to B for a way with a stop in between, or finish what is preserved first.");
    public static final FindingKind ABI_VERDICT_ABSENT = kind(
            "ABI-VERDICT-ABSENT",
            WARNING,
            "the incoming kernel lacks a handler, an FLB or live update",
            "Whatever is preserved of what it lacks has no one to take it.",
            "Configure the incoming kernel with what the outgoing one has, or finish these files before the update.");
    public static final FindingKind ABI_KERNEL_UNKNOWN = kind(
            "ABI-KERNEL-UNKNOWN",
            INFO,
            "no descriptor of this kernel",
            "Whether the two kernels of this live update fit can't be told: one of them was never imported.",
            "Run luo-ledger abi import on its source, BTF or vmlinux, and luo-ledger abi publish with the result.");

    private FindingCatalogue() {}

    /** All of them, in the order of a live update. */
    public static List<FindingKind> all() {
        return List.copyOf(KINDS);
    }

    public static Optional<FindingKind> find(String id) {
        return KINDS.stream().filter(kind -> kind.id().equals(id)).findFirst();
    }

    private static FindingKind kind(String id, Severity severity, String title, String explanation, String remedy) {
        FindingKind kind = new FindingKind(id, severity, title, explanation, remedy);
        KINDS.add(kind);
        return kind;
    }
}
