package io.luoledger.glossary;

import io.luoledger.finding.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Words of texts and JSON that no type of the program stands for: phases, counts, sides, answers, and the field's own. */
final class CommonWords {
    private static final String PHASE = "phase of a live update";
    private static final String FIGURE = "figure";
    private static final String COUNT = "count of files";
    private static final String SIDE = "side of a hand-over";
    private static final String PLAN = "answer of abi plan";
    private static final String PREFLIGHT = "line of preflight";
    private static final String KIND = "kind of preserved state";
    private static final String HANDLER = "stand-in for a handler";
    private static final String DMA = "DMA of a preserved device";
    private static final String KNOWN = "how well a kernel is known";
    private static final String FIELD = "word of the field";

    private CommonWords() {}

    static Stream<Word> all() {
        return Stream.of(phases(), figures(), counts(), answers(), states(), field(), knowledge(), severities())
                .flatMap(List::stream);
    }

    private static Word word(String word, String of, String meaning) {
        return new Word(word, of, meaning, null);
    }

    private static Word word(String word, String of, String meaning, @Nullable String remedy) {
        return new Word(word, of, meaning, remedy);
    }

    private static List<Word> phases() {
        String gap =
                "From the end of serialisation to the next kernel's first event: only wall clocks reach over the kexec.";
        String boot = "From the next kernel's first event to the first file that came back.";
        String clocks = "Record wall times on both sides (`luo-ledger capture` does).";
        return List.of(
                word(
                        "preserve",
                        PHASE,
                        "From the first to the last PRESERVE_FD of what was handed over; the workload runs."),
                word(
                        "freeze",
                        PHASE,
                        "From the reboot call to the last file's freeze; of a session or device from its own first freeze on."),
                word("kernelGap", PHASE, gap, clocks),
                word("kernel gap", PHASE, gap, clocks),
                word("gap", PHASE, gap, clocks),
                word("bootToRetrieve", PHASE, boot),
                word("boot to retrieve", PHASE, boot),
                word("boot", PHASE, boot),
                word("retrieve", PHASE, "From the first to the last file that came back (RETRIEVE_FD)."),
                word(
                        "finish",
                        PHASE,
                        "From the first to the last file that was finished; the workload may run already."),
                word(
                        "blackout",
                        FIGURE,
                        "How long the workload stood still: freeze + kernel gap + boot to retrieve + retrieve. Where one of them"
                                + " isn't known, or isn't over, it is a lower bound (at least, >)."));
    }

    private static List<Word> figures() {
        String rank = " (nearest rank: one of the times themselves, to within one percent).";
        return List.of(
                word(
                        "at least",
                        FIGURE,
                        "A lower bound: something of it isn't known, or isn't over, so the real one is longer."),
                word("p50", FIGURE, "The time that half of all don't exceed" + rank),
                word("p90", FIGURE, "The time that nine tenths of all don't exceed" + rank),
                word(
                        "p99",
                        FIGURE,
                        "The time that 99 of 100 don't exceed" + rank + " Of fewer than 100 times it is the maximum."),
                word(
                        "nearest rank",
                        FIGURE,
                        "A quantile that is the time at that place of all, in order; nothing is in between."),
                word(
                        "failureRate",
                        FIGURE,
                        "The share of updates that weren't completed, or of files whose retrieve failed."),
                word(
                        "digest",
                        FIGURE,
                        "A number for all states and findings of a log: equal for equal logs, with Kafka and without."));
    }

    private static List<Word> counts() {
        return List.of(
                word("promised", COUNT, "Files that were handed over."),
                word("retrieved", COUNT, "Files that came back, whatever became of them later."),
                word("failed", COUNT, "Files that never came back, because their retrieve failed for good."),
                word(
                        "lost",
                        COUNT,
                        "Files that never came back, though nobody refused them: discarded, leaked or lost."),
                word("unknown", COUNT, "Files of which nobody knows what became: their source has a gap."),
                word("unknown", HANDLER, "The source doesn't tell which handler these files have."),
                word("device", HANDLER, "Device files of which the source doesn't tell the handler."),
                word("others", HANDLER, "All handlers beyond the first few, counted together."));
    }

    private static List<Word> answers() {
        return List.of(
                word("DIRECT", PLAN, "One kexec leads to the wanted kernel, and takes all that is held."),
                word("STOP_IN_BETWEEN", PLAN, "It takes a kexec into another kernel first."),
                word(
                        "BLOCKED",
                        PLAN,
                        "No way leads to the wanted kernel with all that is held.",
                        "The hints below name what would help."),
                word(
                        "not known",
                        PREFLIGHT,
                        "Nobody can tell whether the next kernel takes this.",
                        "Import its descriptor (`abi import`)."),
                word("against", PREFLIGHT, "The next kernel doesn't take this, or misreads it."),
                word(
                        "tells",
                        PREFLIGHT,
                        "The image that is to be booted says so itself, in the part that stands behind the word."),
                word(
                        "assumed",
                        PREFLIGHT,
                        "The image doesn't tell this: it is taken from the catalogue's kernel of the same release, or concluded.",
                        "Check it where the image was configured or patched in its own way."),
                word(
                        "way back",
                        PREFLIGHT,
                        "Whether the kernel that runs now could take back from the next one what that will hold.",
                        "Without one, a trouble behind the kexec costs what is held."),
                word("loses", PREFLIGHT, "This is lost on the way, and was accepted (--accept)."),
                word(
                        "risk",
                        PREFLIGHT,
                        "This may go wrong; with --strict it is NO-GO.",
                        "`explain` the id behind it."));
    }

    private static List<Word> states() {
        return List.of(
                word("incoming", SIDE, "The kernel behind the kexec has it, or is to take it."),
                word("outgoing", SIDE, "The kernel before the kexec has it, and may hand it over."),
                word("FLOWING", DMA, "It was seen to go on."),
                word("STOPPED", DMA, "It was seen to stand still."),
                word("UNKNOWN", DMA, "Nothing was seen of it."),
                word(
                        "uncertain",
                        "state",
                        "The last state that the source shows (marked by ?): behind it records are missing."));
    }

    private static List<Word> field() {
        return List.of(
                word("session", FIELD, "A named set of files that is preserved, retrieved and finished together."),
                word("file", FIELD, "What a session holds: memory, a device, anything that a handler can preserve."),
                word("token", FIELD, "The number by which user space knows a file within its session."),
                word(
                        "fd store",
                        FIELD,
                        "Descriptors that systemd keeps for a unit: over a live update in its own session, systemd, whose token 0"
                                + " says which unit has what (the mapping).",
                        "`luo-ledger import systemd` tells the ledger what token 0 says."),
                word(
                        "handler",
                        FIELD,
                        "The part of the kernel that preserves a kind of file, known by its compatible string."),
                word(
                        "FLB",
                        FIELD,
                        "A file-lifecycle-bound object: state of a subsystem that lives as long as files need it."),
                word("BDF", FIELD, "Bus, device and function: a PCI function's address within its segment."),
                word("kexec", FIELD, "The start of another kernel by the one that runs, without the firmware."),
                word("KHO", FIELD, "Kexec HandOver: the memory that one kernel keeps for the next, and its directory."),
                word(
                        "LUO",
                        FIELD,
                        "Live Update Orchestrator: sessions and files on top of KHO, behind /dev/liveupdate."),
                word(
                        "guard",
                        FIELD,
                        "A compatible string by which a kernel knows bytes that it can't read, and refuses them."),
                word(
                        "bump",
                        FIELD,
                        "Another value of a guard, so that a kernel refuses what it would misread.",
                        "`abi explain STRUCT` names the guards of a struct, and what a bump of each does."),
                word(
                        "waiver",
                        FIELD,
                        "A written leave for a finding: which one, where, why, and until when. It is shown and fails nothing.",
                        "`abi check --help` shows the form; those of hosts are in docs/cluster.md."),
                word(
                        "muted",
                        FIELD,
                        "A waiver covers it: it is shown with its reason and fails nothing until the waiver expires.",
                        "Remove the waiver to have it count again; --waivers names the file."),
                word(
                        "not known",
                        FIELD,
                        "The log is damaged where the answer would stand: neither failed nor fine.",
                        "`verify` says where the log is damaged; look for another copy of it, an archive or the cluster."),
                word("chain", FIELD, "A hash over each event and all before it: a changed or missing one shows."),
                word("sequence", FIELD, "An event's number in its host's log, from 0 and without a gap."),
                word("kho", KIND, "The root of all that is handed over: without it the next kernel boots cold."),
                word("kexec-metadata", KIND, "What a kernel leaves about itself; nothing depends on it."),
                word("luo", KIND, "Sessions and their files, as the orchestrator keeps them."),
                word("memfd", KIND, "Memory files, with their pages."),
                word("flb", KIND, "A subsystem's shared object."));
    }

    private static List<Word> knowledge() {
        return List.of(
                word("high", KNOWN, "Read in the kernel itself: its headers, its BTF, its text."),
                word("medium", KNOWN, "Read in a posted series or in what was written of the kernel."),
                word(
                        "low",
                        KNOWN,
                        "Some facts were put together from hints.",
                        "Import the descriptor from the kernel in question (`abi import`)."),
                word(
                        "incomplete",
                        KNOWN,
                        "Not everything of the kernel is known, so no pair with it is COMPATIBLE: what is known of it is judged, and where all of that agrees the pair is SILENT without a consequence (ABI-INCOMPLETE).",
                        "Import what is missing; the finding's text names it."),
                word(
                        "not in this tree",
                        KNOWN,
                        "The source is a part of a tree: it lacks what every kernel has, so that something agrees by absence only (ABI-INCOMPLETE).",
                        "Give the whole tree, or a git reference of it."),
                word(
                        "assumed",
                        KNOWN,
                        "Taken from elsewhere, since the source doesn't tell it (ABI-GUARD-ASSUMED).",
                        "Check it; guards can be given with --guards."),
                word(
                        "not proven",
                        KNOWN,
                        "What is known of both kernels agrees, and not everything is known.",
                        "Import what is missing; the findings name it."));
    }

    private static List<Word> severities() {
        return Arrays.stream(Severity.values())
                .map(severity -> word(severity.name(), "severity of a finding", meaning(severity)))
                .toList();
    }

    private static String meaning(Severity severity) {
        return switch (severity) {
            case ERROR -> "Something is wrong: data lost, a resource stuck, a promise broken. The exit code is 1.";
            case WARNING -> "Something may go wrong, or can't be told.";
            case INFO -> "Worth knowing.";
        };
    }
}
