package io.luoledger.catalogue;

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
            "The hand-over had begun to freeze and was undone: the workload was interrupted, and went on on the old kernel.",
            "Find the file that refused to freeze, correct it, and reboot again; only as long as that kernel runs does it keep the files.");
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
            "Look at the console of that boot: kho=on and liveupdate=on have to be on both command lines; load the image with kexec_file_load(2) (kexec -s), since kexec_load(2) carries no KHO.");
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

    public static final FindingKind BAD_PAGES_BACK = kind(
            "LIFE-BAD-PAGES-BACK",
            ERROR,
            "pages with memory errors may be in use again",
            "The kernel before left the list of pages that had memory errors, and this one passed over it, as it does with another version: it gives those pages out like any others, and whoever gets one reads errors again.",
            "Boot a kernel that reads this version of the list, or reboot cold so that the firmware reports its errors anew; keep the pages' numbers from the outgoing kernel's log.");
    public static final FindingKind KHO_IGNORED = kind(
            "LIFE-KHO-IGNORED",
            WARNING,
            "a subtree of KHO is passed over",
            "What a part of the kernel before left in KHO has another version or encoding than this kernel takes, or nobody in it asked: its contents are lost, and the boot goes on unless it is the orchestrator's.",
            "Take a kernel that shares a version with the one before; what a crash log held stands on the outgoing kernel's console.");
    public static final FindingKind FEATURE_UNKNOWN = kind(
            "LIFE-FEATURE-UNKNOWN",
            WARNING,
            "data of a feature that the incoming kernel doesn't know",
            "The outgoing kernel used a feature that this one doesn't know. One that it marked as optional is left out, and what it held is lost; one that it requires makes the whole of it refused.",
            "Roll a feature out in two steps: first kernels that know it and don't use it, then those that do; see luo-ledger abi check.");
    public static final FindingKind PARAMETER_IGNORED = kind(
            "LIFE-PARAMETER-IGNORED",
            WARNING,
            "a parameter of the command line means nothing to this kernel",
            "The kernel passes over a parameter that it doesn't know. kho_scratch= is called kho_bootmem= from 7.4 on: a boot line with the other name leaves the memory set aside at its default size, and a later live update may not find room.",
            "Give the parameter under this kernel's name; over a roll-out give both.");
    public static final FindingKind OPENED_TOO_EARLY = kind(
            "LIFE-OPENED-TOO-EARLY",
            ERROR,
            "/dev/liveupdate opened before a handler was registered",
            "What was received is rebuilt at the first open of a boot and never again. A handler that it needs was registered behind that open, as the handlers of modules are: every open is refused for the rest of this boot, whoever asks.",
            "Have the handler registered before anybody opens the device (PID 1 with stored descriptors does so first of all): build it in, or put its module into the initrd. What was handed over in this boot is lost; the next kexec frees its memory.");

    // ---- the incoming kernel ----
    public static final FindingKind RETRIEVE_FAILED = kind(
            "LIFE-RETRIEVE-FAILED",
            ERROR,
            "retrieve failed for good",
            "The handler refused, the kernel remembers the errno and never asks it again: this file doesn't come back.",
            "Restart its workload without the preserved state; have the handler's device and driver ready before the first retrieve next time.");
    public static final FindingKind RETRIEVE_RETRYABLE = kind(
            "LIFE-RETRIEVE-RETRYABLE",
            WARNING,
            "retrieve refused, and may be repeated",
            "The handler refused in a way that it says may be repeated: the file waits as if nobody had asked, and its contents are thrown away when its session is finished before somebody asks as the handler wants it.",
            "Repeat the call before FINISH: for a file of a tmpfs with an argument that names an empty, writable file of a tmpfs that isn't preserved itself, for a memfd without one.");
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
            ERROR,
            "finished without having been retrieved",
            "The session was finished or closed before this file was retrieved: its contents are thrown away.",
            "Retrieve every file before FINISH and before the last close of the session. Where an agent discards on purpose, replay --ignore leaves this out.");
    public static final FindingKind NEVER_RETRIEVED = kind(
            "LIFE-NEVER-RETRIEVED",
            ERROR,
            "promised, but never retrieved",
            "The session, or a file of a session that came back, was handed over and nobody asked for it; its memory stays reserved until the next kexec, which frees it.",
            "The agent has to retrieve a session by name and a file by token: no ioctl lists them.");
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
            ERROR,
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
    public static final FindingKind CALL_POSTED = kind(
            "LIFE-CALL-POSTED",
            INFO,
            "a call that only postings have",
            "The call's number is 0x44, which two postings took: FREEZE of an outgoing session and RETRIEVE_INTO_FD of an incoming one. The source shows that it succeeded, and not what it did; the view tells of files only what their handlers were seen to do.",
            "Record with the handlers' callbacks; look which of the two this kernel has.");
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
            "Read the message; a refcount warning at the first finish means an FLB that only one of the two kernels knows.");
    public static final FindingKind CALL_STUCK = kind(
            "LIFE-CALL-STUCK",
            ERROR,
            "a call about live-update state never returns",
            "The kernel says of a task that it has waited for minutes in live-update code: usually two tasks that wait for each other's locks, and everybody who needs one of them waits too.",
            "Keep the console: it shows where each task waits. Only a reboot frees them, and what was handed over and isn't retrieved yet is lost with it. `luo-ledger experiment flb` shows orders of locks that end so.");

    public static final FindingKind RETRIEVE_CACHED = kind(
            "LIFE-RETRIEVE-CACHED",
            INFO,
            "retrieved again after it failed for good",
            "The first errno is kept and the handler isn't asked again: trying again can't help.",
            "Don't retry; find why the first retrieve failed, it is told by LIFE-RETRIEVE-FAILED.");
    public static final FindingKind UNFINISHED_LONG = kind(
            "LIFE-UNFINISHED-LONG",
            WARNING,
            "live update unfinished for too long",
            "Long after the boot something is still promised or retrieved and not finished: its memory stays reserved, its devices stay refused, and the next kexec doesn't carry it on.",
            "Look which sessions are open in the view, retrieve and finish them; see which file blocks a FINISH.");
    public static final FindingKind ORDER = kind(
            "LIFE-ORDER",
            ERROR,
            "out of order",
            "The kernel never does it in this order: either it breaks its own rules, or the log isn't what it did.",
            "Run `luo-ledger verify` on the log; if the log is whole, keep the trace and look at the kernel's live-update code.");
    public static final FindingKind FLB_AFTER_FINISH = kind(
            "LIFE-FLB-AFTER-FINISH",
            ERROR,
            "FLB retrieved after its finish",
            "What it keeps was given back with the finish, so this retrieve reads memory that belongs to somebody else.",
            "Use a kernel whose FLBs answer ENODATA once they are finished (7.2 and later).");
    public static final FindingKind FLB_READER_INSIDE = kind(
            "LIFE-FLB-READER-INSIDE",
            ERROR,
            "FLB finished while it is in use",
            "Files that depend on it are still open, so somebody may hold a pointer to what was given back.",
            "Use a kernel that counts the readers of an FLB (7.2 and later); finish its files before anything else drops it.");

    // ---- what systemd keeps for its units ----
    public static final FindingKind STORE_UNREADABLE = kind(
            "LIFE-STORE-UNREADABLE",
            ERROR,
            "systemd can't read which unit has what",
            "PID 1 finds out from token 0 of session systemd what to give back to which unit. It can't read it, gives back nothing, and its FINISH throws away every file of the session: data lost, not something to try again.",
            "Before the kexec: keep the systemd that writes the mapping and the one that reads it at versions that know each other's, in the initrd too. Afterwards: start these units from their own data.");
    public static final FindingKind STORE_TOO_NEW = kind(
            "LIFE-STORE-TOO-NEW",
            ERROR,
            "mapping of a systemd that is too new",
            "A systemd that doesn't know this version of the mapping warns, gives back nothing, and its FINISH throws away every file of session systemd: going back to an older systemd over a kexec loses the data, and a newer one can't find them later.",
            "Boot an image whose systemd is at least as new as the one that shut down, in its initrd too; or have the units save their data before the kexec.");
    public static final FindingKind STORE_ENTRY = kind(
            "LIFE-STORE-ENTRY",
            ERROR,
            "entry that gives nothing back",
            "PID 1 refuses this entry of its mapping, so its unit doesn't get the descriptor; a file that no other entry names is thrown away by FINISH.",
            "Name the unit's session something else than systemd; else keep the mapping and report it: systemd itself writes no such entry.");
    public static final FindingKind STORE_TWICE = kind(
            "LIFE-STORE-TWICE",
            ERROR,
            "one token or session in two entries",
            "The kernel gives a session out once, so only the first of its units gets it; whose a file is that two claim can't be told.",
            "Give each unit a session of its own, whose name no other unit uses.");
    public static final FindingKind STORE_NOT_THERE = kind(
            "LIFE-STORE-NOT-THERE",
            ERROR,
            "entry for what wasn't preserved",
            "The mapping promises its unit a token or session that was never preserved: PID 1 gets ENOENT, and the unit goes without.",
            "Look for a refused preserve in the events before, and at the log of systemd-shutdown.");
    public static final FindingKind STORE_NO_ENTRY = kind(
            "LIFE-STORE-NO-ENTRY",
            ERROR,
            "file of systemd's session without an entry",
            "PID 1 retrieves only what its mapping names, and finishes the session: this file's contents are thrown away.",
            "Keep other programs out of session systemd; else report it: systemd writes an entry for each file that it preserves.");
    public static final FindingKind STORE_UNIT_GONE = kind(
            "LIFE-STORE-UNIT-GONE",
            ERROR,
            "unit isn't there to take it back",
            "PID 1 closes what it can't give to a unit: a file's contents are gone with it, and the close of a unit's session finishes that session, with all in it.",
            "Have the unit in the image that boots, under the same name and with FileDescriptorStoreMax large enough.");
    public static final FindingKind STORE_LOST = kind(
            "LIFE-STORE-LOST",
            ERROR,
            "unit didn't get back what it had stored",
            "The live update lost it: the unit starts without the descriptor.",
            "See the finding on the same file or session for the cause; start the unit from its own data.");
    public static final FindingKind STORE_UNREACHABLE = kind(
            "LIFE-STORE-UNREACHABLE",
            ERROR,
            "PID 1 was the first to open, and got EIO",
            "The kernel reads what it received at the first open, which is PID 1's, before any module is loaded. A handler that isn't registered by then makes every open of this boot fail, for every agent: loading its module later doesn't help, and no unit gets anything back.",
            "Build the handlers of what is preserved into the kernel, or load their modules in the initrd before its systemd runs.");

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

    public static final FindingKind DEVICE_RETURNED = kind(
            "BDF-RETURNED",
            INFO,
            "missed function turned up and was retrieved",
            "It wasn't there when the kernel had enumerated its buses, and came later, as virtual functions do: BDF-MISSING is settled.",
            "Nothing to do; whoever retrieves before it is there gets an errno for good.");

    public static final FindingKind DEVICE_OPENED = kind(
            "LIFE-DEVICE-OPENED",
            ERROR,
            "device opened while it is preserved",
            "Somebody opened the device past the preserved file: the kernel doesn't protect it, and two owners may program it.",
            "Close it; check that the device is at the address at which it was preserved.");
    public static final FindingKind DEVICE_PROBED = kind(
            "LIFE-DEVICE-PROBED",
            WARNING,
            "driver bound to a preserved device",
            "Another driver than the one that preserved it has the device, so its file can't be retrieved, and the driver resets what the device was doing.",
            "Set driver_override or keep native drivers from probing before the kexec; bind vfio-pci before the first retrieve.");
    public static final FindingKind DEVICE_RESET = kind(
            "LIFE-DEVICE-RESET",
            ERROR,
            "device reset while it is preserved",
            "A reset outside of freeze and enabling throws away what was promised to go on.",
            "Find who reset it: sysfs, a driver's probe, or a reset of the bus above it.");
    public static final FindingKind DMA_GAP = kind(
            "LIFE-DMA-GAP",
            WARNING,
            "DMA stopped on the way",
            "What was in flight when the device was preserved didn't go on until it was finished: its workload lost it.",
            "Stop DMA in the workload before the reboot, or use a kernel that keeps it going over the kexec.");
    public static final FindingKind WRONG_DEVICE = kind(
            "BDF-WRONG-DEVICE",
            ERROR,
            "the retrieved file is another device",
            "RETRIEVE_FD found another function at the preserved address and gave it out without an error: this workload holds somebody else's device.",
            "Stop both workloads now and don't FINISH; keep bus numbers over the kexec.");
    public static final FindingKind SEGMENT_CHANGED = kind(
            "BDF-SEGMENT",
            ERROR,
            "preserved function is in another segment",
            "Devices are found by segment and BDF: the same function in another segment isn't found.",
            "Don't preserve devices in segments that the kernel numbers itself.");
    public static final FindingKind BRIDGE_BUSES = kind(
            "BDF-BRIDGE-BUSES",
            WARNING,
            "bridge on the way has other bus numbers",
            "Completions are routed by bus number: a preserved function behind this bridge is at another address, or its DMA isn't routed back.",
            "Keep bus numbers: no pci=assign-busses, no hot-added bridge before the kexec, a kernel that inherits them.");
    public static final FindingKind CAUSE_RENUMBERED = kind(
            "BDF-CAUSE-RENUMBERED",
            WARNING,
            "why: the bus numbers were given anew",
            "The bridge had valid numbers and the incoming kernel gave it others, as pci=assign-busses does: everything behind it moves.",
            "Take pci=assign-busses off the incoming kernel's command line, or use a kernel that inherits bus numbers.");
    public static final FindingKind CAUSE_BRIDGE_LOST = kind(
            "BDF-CAUSE-BRIDGE-LOST",
            WARNING,
            "why: a bridge lost its configuration",
            "Bus numbers live in the bridge's registers alone: a reset or power loss on the way takes them, and nothing behind it is found where it was.",
            "Don't reset bridges above preserved devices; look for power management of the port.");
    public static final FindingKind CAUSE_HOT_PLUG = kind(
            "BDF-CAUSE-HOT-PLUG",
            WARNING,
            "why: a bridge was added before the kexec",
            "A bridge that came while the outgoing kernel ran had to be given bus numbers that weren't reserved for it; the next enumeration meets it in its place.",
            "Don't hot-plug bridges on a host that holds devices preserved; reserve bus numbers for empty slots in the firmware.");
    public static final FindingKind CAUSE_VF = kind(
            "BDF-CAUSE-VF",
            WARNING,
            "why: virtual functions don't outlive the kexec",
            "A virtual function's address follows from its physical function's settings, which aren't preserved.",
            "Preserve physical functions only; make the same number of virtual functions again before any retrieve.");
    public static final FindingKind CAUSE_SEGMENT = kind(
            "BDF-CAUSE-SEGMENT",
            WARNING,
            "why: the kernel numbers this segment",
            "Segments of VMD and the like get the next free number when they are probed: another order, another number.",
            "Don't preserve devices behind such a controller.");
    public static final FindingKind RISK_VF = kind(
            "BDF-RISK-VF",
            WARNING,
            "virtual function preserved",
            "Its address depends on settings that the kexec doesn't keep: in the incoming kernel it won't be there at first.",
            "Preserve the physical function, or be ready to make the same virtual functions before the first retrieve.");
    public static final FindingKind RISK_SEGMENT = kind(
            "BDF-RISK-SEGMENT",
            WARNING,
            "device preserved in a segment that the kernel numbers",
            "The segment may have another number in the incoming kernel; early versions of the series even cut the number to 16 bits.",
            "Don't preserve devices behind VMD and the like.");
    public static final FindingKind RISK_BRIDGE = kind(
            "BDF-RISK-BRIDGE",
            WARNING,
            "bridge without proper bus numbers",
            "With devices preserved, the incoming kernel finds a bridge whose numbers are missing or overlap others: it renumbers, or sees preserved functions on another path.",
            "Unplug what was hot-added, or reserve bus numbers for the slot; then kexec.");
    public static final FindingKind ACS_CHANGED = kind(
            "BDF-ACS",
            WARNING,
            "ACS control on the way to a preserved function changed",
            "Other transfers between devices pass by the IOMMU than before: the function's isolation, and with it its IOMMU group, isn't what its workload was given.",
            "Use a kernel that keeps the ACS controls of preserved functions and their bridges (PCI series v5 and later); give both kernels the same pci= options.");
    public static final FindingKind ARI_CHANGED = kind(
            "BDF-ARI",
            WARNING,
            "ARI forwarding of a port on the way changed",
            "Without ARI forwarding the port reaches device number 0 alone; with it, functions lie at other device numbers than before.",
            "Use a kernel that keeps ARI forwarding of the ports above preserved functions (PCI series v4 and later).");
    public static final FindingKind RISK_ACS = kind(
            "BDF-RISK-ACS",
            WARNING,
            "preserved device with ACS controls that a kernel doesn't set by itself",
            "On its way ACS isn't switched on in full: an incoming kernel that doesn't keep the controls switches it on, and the device's transfers take another way than its workload was given.",
            "Use a kernel that keeps the ACS controls of preserved functions (PCI series v5 and later), or give the incoming kernel the pci= options that made them so.");
    public static final FindingKind RISK_ARI = kind(
            "BDF-RISK-ARI",
            WARNING,
            "preserved device depends on ARI forwarding",
            "Its device number isn't 0 below a PCI Express port: without ARI forwarding in that port the incoming kernel doesn't reach it.",
            "Use a kernel that keeps ARI forwarding of the ports above preserved devices (PCI series v4 and later).");

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
    public static final FindingKind EVENT_UNJUDGED = kind(
            "LOG-EVENT-UNJUDGED",
            ERROR,
            "event that could not be judged",
            "The event holds more than any kernel can have told, or a rule stumbled over it. It counts in sequence and chain; what it told is missing, so this host is judged incompletely from here on.",
            "Where the processors run, it lies on luo.events.dlq with the reason (luo-ledger dlq list). Find who wrote it; if a rule stumbled, report it with the event, and replay the log with a version that mends it.");
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
            "The event belongs to a boot that was over before; it was left out of the view, and so is whatever else comes of that boot.",
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

    public static final FindingKind CLOCK_BACK = kind(
            "LOG-CLOCK",
            WARNING,
            "clock went back",
            "An event is earlier than the one before it: times of this boot can't be trusted, or its events are in the wrong order.",
            "Look at the source: several clocks, or time that was set; sequence numbers tell the order all the same.");

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
            "Whether the two kernels of this live update, or the running one and the announced one, fit can't be told: one of them was never imported.",
            "Run luo-ledger abi import on its source, BTF or vmlinux, and luo-ledger abi publish with the result.");

    public static final FindingKind ABI_TARGET_UNFIT = kind(
            "ABI-TARGET-UNFIT",
            WARNING,
            "what is preserved now doesn't fit the next kernel",
            "The kernel that this host is to boot next, as it was announced or planned, can't take what it holds; where kho or luo is named, it can't take anything.",
            "See luo-ledger abi plan for a way with a stop in between, or close these sessions before the update.");
    public static final FindingKind ABI_HANDOVER_UNFIT = kind(
            "ABI-HANDOVER-UNFIT",
            ERROR,
            "handed over to a kernel that can't take it",
            "The reboot was called with state preserved that the next kernel refuses, lacks or misreads.",
            "Let the agent ask luo-ledger preflight before the reboot call.");
    public static final FindingKind ABI_TARGET_OTHER = kind(
            "ABI-TARGET-OTHER",
            WARNING,
            "another kernel booted than was announced",
            "What the host held was judged against the kernel that was announced; whether the one that booted can take it was asked by nobody before.",
            "Look at the image that was loaded for the kexec, and at the boot order for a cold boot; announce again when the plan changes.");
    public static final FindingKind ABI_VERDICT_CONTRADICTED = kind(
            "ABI-VERDICT-CONTRADICTED",
            ERROR,
            "what happened contradicts the ABI verdict",
            "The verdict on the two kernels and what became of the update don't agree: a descriptor isn't of the kernel that booted, a known defect struck, or the rules miss something.",
            "Import the descriptors from the very kernels that booted (luo-ledger abi import --btf); report the pair.");

    private FindingCatalogue() {}

    /** All of them, in the order of a live update. */
    public static List<FindingKind> all() {
        return List.copyOf(KINDS);
    }

    public static Optional<FindingKind> find(String id) {
        return KINDS.stream().filter(kind -> kind.id().equals(id)).findFirst();
    }

    /** Whether it says that a host's log isn't whole, so that something may have happened which it doesn't tell. */
    public static boolean isDamage(FindingKind kind) {
        return kind.severity() == ERROR && kind.id().startsWith("LOG-");
    }

    private static FindingKind kind(String id, Severity severity, String title, String explanation, String remedy) {
        FindingKind kind = new FindingKind(id, severity, title, explanation, remedy);
        KINDS.add(kind);
        return kind;
    }
}
