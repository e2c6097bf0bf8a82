package io.luoledger.glossary;

import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.Outcome;
import io.luoledger.core.Placement;
import io.luoledger.core.SessionStatus;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every word of the tool's output but the ids of findings, which explain themselves. A word that nobody explains doesn't compile. */
public final class Glossary {
    static final String LAYER = "layer of a guard";

    private static final List<Word> WORDS = Stream.of(
                    words(Outcome.values(), "outcome of a live update", Glossary::outcome),
                    words(FileStatus.values(), "state of a file", Glossary::file),
                    words(SessionStatus.values(), "state of a session", Glossary::session),
                    words(FlbStatus.values(), "state of an FLB", Glossary::flb),
                    words(DeviceStatus.values(), "state of a preserved device", Glossary::device),
                    words(Placement.values(), "placement of a preserved device", Glossary::placement),
                    words(BootOutcome.values(), "outcome of a boot", Glossary::boot),
                    words(GapReason.values(), "gap in a source", Glossary::gap),
                    words(io.luoledger.abi.verdict.Outcome.values(), "ABI verdict", Glossary::verdict),
                    Arrays.stream(Consequence.values())
                            .map(one -> word(one.word(), "consequence of an ABI difference", consequence(one))),
                    words(Layer.values(), LAYER, Glossary::layer),
                    Stream.of(
                            new Word(
                                    "none",
                                    "consequence of an ABI difference",
                                    "Nothing that anybody would notice.",
                                    null),
                            new Word(
                                    "GO",
                                    "answer of preflight",
                                    "The next kernel can take everything that this host holds preserved.",
                                    null),
                            new Word(
                                    "NO-GO",
                                    "answer of preflight",
                                    "Something that this host holds would not survive the kexec, or nobody knows whether it would.",
                                    "Don't kexec. The lines below the answer name each thing; `abi plan` looks for another way.")),
                    CommonWords.all(),
                    ErrnoWords.all())
            .flatMap(words -> words)
            .toList();

    private Glossary() {}

    /** What is said of a word: its meaning, and what to do. */
    private record Text(String meaning, @Nullable String remedy) {}

    public static List<Word> all() {
        return WORDS;
    }

    /** What the word means, in every sense that it has. */
    public static List<Word> find(String asked) {
        return WORDS.stream()
                .filter(word -> word.word().equalsIgnoreCase(asked))
                .toList();
    }

    /** What a guard of this layer is compared for, what a mismatch does, and what a bump of it takes. */
    public static Word word(Layer layer) {
        return word(layer.name(), LAYER, layer(layer));
    }

    private static <E extends Enum<E>> Stream<Word> words(E[] values, String of, Function<E, Text> text) {
        return Arrays.stream(values).map(value -> word(value.name(), of, text.apply(value)));
    }

    private static Word word(String word, String of, Text text) {
        return new Word(word, of, text.meaning(), text.remedy());
    }

    private static Text means(String meaning) {
        return new Text(meaning, null);
    }

    private static Text means(String meaning, String remedy) {
        return new Text(meaning, remedy);
    }

    private static Text outcome(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> means("Everything that was handed over was retrieved and finished.");
            case PARTIAL ->
                means(
                        "It is over, and something that was handed over didn't come back.",
                        "`diff --host H --update N` shows promise and finding side by side.");
            case ABORTED ->
                means(
                        "The reboot call came back refused: the old kernel went on with everything that it held.",
                        "Look for the freeze that was refused; what stands in its way has to be stopped first.");
            case REFUSED ->
                means(
                        "The next kernel didn't take what it was handed; its consequence says what became of it.",
                        "Boot a kernel that reads what the old one writes: `abi plan --from A --to B` finds a way.");
            case LOST ->
                means(
                        "The state was handed over, and nothing of it came back.",
                        "The console of the next kernel says why; a cold boot frees what is still reserved.");
            case UNFINISHED ->
                means(
                        "As far as the log goes, something is still promised: it may yet be retrieved and finished.",
                        "Let the agent retrieve and finish it, or add the part of the recording that is missing.");
        };
    }

    private static Text file(FileStatus status) {
        return switch (status) {
            case PRESERVED -> means("The old kernel keeps it for the next one (PRESERVE_FD).");
            case FROZEN -> means("The reboot has begun: its contents are fixed.");
            case PROMISED -> means("It was handed over, and the new kernel wasn't asked for it yet.", "Retrieve it.");
            case RETRIEVED -> means("It came back (RETRIEVE_FD).", "Finish its session.");
            case RETRIEVE_FAILED ->
                means(
                        "Its handler couldn't bring it back. The kernel remembers the errno: asking again gives the same.",
                        "The session can't be finished as long as the handler says so; only the next kexec lets go of it.");
            case FINISHED -> means("It came back and its session was finished: the new kernel owns it alone.");
            case DISCARDED ->
                means(
                        "Its session was finished or closed before it was retrieved: its contents are thrown away.",
                        "Retrieve every file before FINISH, and before the last close of the session.");
            case UNPRESERVED -> means("It was taken back before the kexec: nothing of it was handed over.");
            case LEAKED ->
                means(
                        "Nobody can reach it any more, and its memory stays reserved.",
                        "Only the next kexec or a cold boot frees the memory.");
            case LOST ->
                means(
                        "It was preserved, and is gone: the new kernel doesn't have it, or the old one ended without a hand-over.",
                        "Its contents can't be had back.");
        };
    }

    private static Text session(SessionStatus status) {
        return switch (status) {
            case OPEN -> means("It was created and takes files.");
            case FROZEN -> means("The reboot has begun: it takes no more files.");
            case PROMISED ->
                means("It was handed over, and the new kernel wasn't asked for it yet.", "Retrieve it by its name.");
            case RETRIEVED -> means("The new kernel gave it out.", "Retrieve its files, then FINISH.");
            case FINISHED -> means("It was finished, by FINISH or by its last close.");
            case ABORTED -> means("It was closed before the kexec: its files were taken back.");
            case LEAKED ->
                means(
                        "Nobody can reach it any more: it was closed while a file couldn't finish, or this kernel gives no session out.",
                        "Only the next kexec or a cold boot frees what it holds.");
            case LOST ->
                means(
                        "It was preserved, and is gone: the new kernel doesn't have it, or the old one ended without a hand-over.",
                        "What it held can't be had back.");
        };
    }

    private static Text flb(FlbStatus status) {
        return switch (status) {
            case PRESERVED -> means("A preserved file made the old kernel keep this shared object.");
            case PROMISED -> means("It was handed over, and its subsystem didn't ask for it yet.");
            case RETRIEVED -> means("Its subsystem in the new kernel has it.");
            case FINISHED -> means("The last file and the last reader that needed it are gone.");
            case UNPRESERVED -> means("The last file that needed it was taken back before the kexec.");
            case IGNORED ->
                means(
                        "The new kernel made nothing of it: it knows no FLB of that name, or received nothing at all.",
                        "Whatever it describes counts as not preserved; `abi check` names the pair's FLBs.");
            case LEAKED -> means("It was never finished: its memory stays reserved.", "Only the next kexec frees it.");
        };
    }

    private static Text device(DeviceStatus status) {
        return switch (status) {
            case PRESERVED -> means("A file of it is preserved: it keeps running over the kexec.");
            case PROMISED -> means("It was handed over, and its file wasn't retrieved yet: opening it gives EBUSY.");
            case RETRIEVED -> means("Its file came back.");
            case RETRIEVE_FAILED ->
                means("Its file couldn't come back, for good.", "It stays busy until the next kexec.");
            case FINISHED -> means("Its session was finished: it is a device like any other again.");
            case UNPRESERVED -> means("Its file was taken back before the kexec.");
            case LEAKED -> means("Its session can't be reached any more.", "It stays busy until the next kexec.");
            case LOST ->
                means(
                        "The new kernel doesn't know that it was preserved, or the old one ended without a hand-over.",
                        "Its owner has to be set up anew.");
        };
    }

    private static Text placement(Placement placement) {
        return switch (placement) {
            case STABLE -> means("The same function is at the same address, on the same way from the root.");
            case MOVED ->
                means(
                        "The same function has another address now, and nobody sits at its old one.",
                        "It was found by its old address: what was retrieved isn't it. Keep the bus numbers of the old kernel.");
            case REPARENTED ->
                means(
                        "The address is the same, but the way from the root to it is another: bus numbers overlap.",
                        "Treat it as unreachable until the bridges above it are set as before.");
            case MISSING -> means("The new kernel didn't enumerate it.", "Look for its bridge, its slot, or its VFs.");
            case REPLACED ->
                means(
                        "Another function sits at the address that was preserved.",
                        "Stop its use at once: a session may hold somebody else's device.");
            case WRONG_DEVICE ->
                means(
                        "The file that came back says that it is another device than the one promised.",
                        "Stop its use at once: a session holds somebody else's device.");
            case UNKNOWN -> means("The source doesn't tell where the function is.", "Import its enumeration, too.");
        };
    }

    private static Text boot(BootOutcome outcome) {
        return switch (outcome) {
            case COLD -> means("The kernel found no hand-over: it booted as after power-on.");
            case RESTORED -> means("The kernel took over what was handed to it.");
            case RESTORED_EMPTY -> means("The kernel took over a hand-over in which there were no sessions.");
            case REFUSED_COLD ->
                means("The kernel refused the hand-over and booted cold: preserved memory was given to others.");
            case PANIC -> means("The kernel died over the hand-over while it booted.");
            case UNAVAILABLE ->
                means("The kernel runs without live update: no /dev/liveupdate, what was preserved stays reserved.");
            case UNKNOWN -> means("The source doesn't tell what the kernel made of the hand-over.");
        };
    }

    private static Text gap(GapReason reason) {
        return switch (reason) {
            case TRUNCATED -> means("The text ends before what it tells of does.");
            case RECORDS_LOST ->
                means("The kernel's ring buffer was full, and records were dropped.", "Record with a larger buffer.");
            case UNREADABLE -> means("A line or a record can't be read.");
            case UNPAIRED -> means("A call begins or ends here, and the other half of it isn't in the text.");
            case CLOCK_WENT_BACK -> means("Times go back: parts are in the wrong order, or of two machines.");
            case PART_MISSING -> means("A part of the boot isn't there.", "Add the missing part and import again.");
            case OTHER -> means("Something isn't told here; the finding's text says what.");
        };
    }

    private static Text verdict(io.luoledger.abi.verdict.Outcome outcome) {
        return switch (outcome) {
            case SILENT ->
                means(
                        "Nobody notices the difference: the guard is the same and the bytes or their meaning aren't.",
                        "Bump the guard that covers what changed, so that a kernel refuses instead of misreading.");
            case REFUSED ->
                means(
                        "The guards differ, and the incoming kernel notices.",
                        "Hand nothing over on this way, or go by a kernel that takes both: `abi plan` looks for one.");
            case ABSENT ->
                means(
                        "The incoming kernel has no such handler, or no live update.",
                        "Build and boot it with what is handed over, or hand over nothing of this kind.");
            case COMPATIBLE -> means("The same guard and the same bytes: the incoming kernel reads it.");
        };
    }

    private static Text consequence(Consequence consequence) {
        return switch (consequence) {
            case COLD_BOOT_MEMORY_FREED ->
                means(
                        "The next kernel boots cold and gives the preserved memory away, as if nothing had been handed over.",
                        "Move workloads away before this kexec, or go by a kernel that takes both (`abi plan`).");
            case PANIC_BOOT ->
                means(
                        "The next kernel panics while it boots.",
                        "Don't kexec from the one to the other: boot cold, through the firmware, or go by a kernel that takes both (`abi plan`).");
            case OOPS_AT_BOOT ->
                means(
                        "The next kernel reads wild memory while it boots, and dies of it.",
                        "Don't kexec from the one to the other. In the kernel: bump the guard of what changed, so that it is refused.");
            case DEVICE_ABSENT_MEMORY_LEAKED ->
                means(
                        "The next kernel runs without live update: no /dev/liveupdate, and the preserved memory stays reserved.",
                        "Build it with CONFIG_LIVEUPDATE and boot it with kho=on and liveupdate=on. A cold boot frees the memory.");
            case SESSIONS_LOST_MEMORY_LEAKED ->
                means(
                        "The next kernel finds no sessions and says nothing; their memory stays reserved.",
                        "Hand nothing over on this way. Where it happened, a cold boot frees the memory; what was in it is gone.");
            case OOPS_ON_OPEN ->
                means(
                        "The first open of /dev/liveupdate reads wild memory: the process is killed.",
                        "Hand nothing over on this way. In the kernel: bump LUO's string with the bytes.");
            case OPEN_EIO_MEMORY_LEAKED ->
                means(
                        "Every open of /dev/liveupdate is EIO: no session can be reached, their memory stays reserved.",
                        "Hand over only kinds of files whose handler strings the next kernel has; another kexec or a cold boot frees the memory.");
            case OOPS_ON_RETRIEVE ->
                means(
                        "Retrieving a file reads wild memory: the process is killed.",
                        "Hand over no such file on this way. In the kernel: bump the handler's string with the bytes.");
            case OOPS_ON_FINISH ->
                means(
                        "Finishing a session reads wild memory: the process is killed.",
                        "Hand nothing over on this way. In the kernel: bump the guard of what changed.");
            case SESSIONS_EMPTY ->
                means(
                        "The sessions come back without their files.",
                        "Hand nothing over on this way. In the kernel: bump LUO's string with the bytes.");
            case LATE_ERRNO_DATA_LOST ->
                means(
                        "A retrieve fails after it has begun, and what the file held is lost.",
                        "Hand over no such file on this way; its owner starts it anew. In the kernel: bump the handler's string.");
            case WRONG_METADATA ->
                means(
                        "Files come back with wrong size, position, flags or handles.",
                        "Hand over no such file on this way. In the kernel: bump the handler's string with the bytes.");
            case PROPERTY_LOST ->
                means(
                        "A property of the file (a seal, a flag) doesn't come back.",
                        "Have its owner set it again after the retrieve, or accept the loss (--accept property_lost).");
            case PROPERTY_CHANGED ->
                means(
                        "A property of the file comes back as another one.",
                        "Have its owner check and set it after the retrieve. In the kernel: bump the handler's string.");
            case NONE_FOR_SMALL_FILES ->
                means(
                        "Small files come back whole, large ones don't.",
                        "Hand over no file that needs more than one page of page numbers on this way. In the kernel: bump the guards of all that embeds the struct.");
            case UNKNOWN_FLAG_IGNORED ->
                means(
                        "A flag that the next kernel doesn't know is passed over.",
                        "Don't use what the flag stands for as long as hosts may go to such a kernel. In the kernel: bump the handler's string with the flag.");
            case FLB_LOST ->
                means(
                        "Files come back, but a subsystem's shared object doesn't, and nothing says so.",
                        "Hand over no file that needs the object on this way, or accept the loss (--accept flb_lost).");
            case FLB_PARTLY_LOST ->
                means(
                        "Of several shared objects only some are found.",
                        "Hand over no file that needs one of the lost ones on this way; `abi check` names them.");
            case PANIC_ON_FINISH ->
                means(
                        "The first finish warns, and the next kernel takes a warning for a panic (panic_on_warn).",
                        "Boot it without panic_on_warn, or hand over no file whose FLB the old kernel didn't have.");
            case FLB_WRONG_DATA ->
                means(
                        "A subsystem reads its shared object wrongly.",
                        "Hand over no file that needs the object on this way. In the kernel: a version in the data, and a check of it.");
            case REFCOUNT_WARN ->
                means(
                        "The first finish warns of a reference count that goes below zero.",
                        "Nothing is lost; expect the warning, and don't boot with panic_on_warn.");
            case METADATA_IGNORED ->
                means(
                        "What is known of the kernel before is passed over with a warning.",
                        "Nothing to do: no state depends on it.");
        };
    }

    private static Text layer(Layer layer) {
        String root =
                "A bump costs every host its whole hand-over, and a roll-back again: move workloads away first, or ship a kernel before it that takes both values.";
        String core =
                "Before an update or a roll-back over a bump boot cold (through the firmware, or by kexec_load, which hands nothing over), or ship a kernel before it that takes both values.";
        return switch (layer) {
            case KHO_ROOT ->
                means(
                        "String of the KHO root, compared first while the kernel boots: one that has another boots cold and gives all preserved memory away.",
                        root);
            case KHO_MEMORY_MAP ->
                means(
                        "Name under which the KHO root's memory map is found: without it the kernel boots cold and gives all preserved memory away.",
                        root);
            case KEXEC_METADATA ->
                means(
                        "Version of what a kernel leaves about itself: another one is passed over with a warning.",
                        "No state depends on it: bump it with the bytes. A roll-back needs nothing.");
            case LUO_NODE ->
                means(
                        "Name under which LUO's state is found: with another one the kernel finds no sessions, says nothing, and the memory stays reserved.",
                        "Leave the name and bump LUO's string: that is noticed.");
            case KHO_DATA, KHO_SIZE ->
                means(
                        "Name of a property of LUO's node: without it the node counts as broken, and the kernel panics while it boots.",
                        core);
            case LUO ->
                means(
                        "LUO's own string, compared while the kernel boots, even with liveupdate=off: one that has another panics. It covers LUO's root, sessions, files and FLB lists.",
                        core);
            case LUO_PART ->
                means(
                        "String of a part of LUO's tree (sessions, FLBs; the early format), compared while the kernel boots: one that has another panics.",
                        core);
            case LUO_NAME ->
                means(
                        "Name of a node or property in LUO's tree (the early format): without it LUO's state counts as broken, and the kernel panics while it boots.",
                        core);
            case HANDLER ->
                means(
                        "String of a file handler, looked for at the first open of /dev/liveupdate: one preserved file whose string no handler has makes every open EIO, so that no session can be reached, whatever it holds.",
                        "Before an update or a roll-back over a bump hand over no file of this kind (finish or close its sessions), or ship a kernel before it that registers both strings.");
            case FLB ->
                means(
                        "Name of an FLB, looked for when its subsystem asks: an unknown name counts as \"nothing was handed over\". Files come back, the shared object doesn't, and nothing says so.",
                        "A bump is no guard here: put a version into the data and check it. Across a bump, there and back, hand over no file that needs the object.");
            case FLB_VERSION ->
                means(
                        "Version in an FLB's data, compared when it is retrieved: a kernel that has another panics.",
                        "Before an update or a roll-back over a bump hand over no file that needs the object, or ship a kernel before it that takes both versions.");
            case KHO_NODE ->
                means(
                        "Name under which another client of KHO than LUO finds its state: with another one it finds nothing.",
                        "Leave the name, and give the data a version. A roll-back over a new name loses what stood under it.");
            case NODE_VERSION ->
                means(
                        "Versions of a node's data that stand side by side, each under its number: a kernel takes one that it knows; without one LUO's node is broken, which panics.",
                        "Write the older version beside the newer one until nobody needs a way back.");
            case CLIENT_VERSION ->
                means(
                        "Version in the data of another client of KHO than LUO: one that isn't known is warned of, and the data dropped.",
                        "Read the older version for one release. A roll-back over a bump loses what the client left.");
            case MAGIC ->
                means(
                        "Magic number at the head of a struct: it tells that there is such a struct, not which layout it has.",
                        "Put a version beside it: a change under the same number isn't noticed.");
            case FEATURES ->
                means(
                        "Feature flags at the head of a file's data: a kernel that doesn't know what it must know doesn't retrieve the file.",
                        "Support a feature for one release before it is required. Flags tell what is there, not how it lies: fields are only added at the end.");
            case OTHER ->
                means(
                        "A string that nobody is known to compare.",
                        "Find the code that compares it, or take it for no guard at all.");
        };
    }
}
