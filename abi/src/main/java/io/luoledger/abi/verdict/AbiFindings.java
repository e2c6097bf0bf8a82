package io.luoledger.abi.verdict;

import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Every rule of the preserved-state ABI gate: its id, what it means, what to do. */
public final class AbiFindings {
    private static final List<FindingKind> LIST = new ArrayList<>();
    private static final Map<String, FindingKind> EXPECTED = new ConcurrentHashMap<>();
    private static final String BUMP =
            "Bump the guard that the struct lies under, or put the change behind a new struct with a guard of its own.";
    private static final String NO_WAY = "Take the update through a kernel that both can talk to, or reboot cold.";

    public static final FindingKind GUARD_KHO = error(
            "ABI-GUARD-KHO",
            "KHO root differs",
            "The incoming kernel doesn't know the hand-over: it boots cold and gives the preserved memory away.",
            NO_WAY);
    public static final FindingKind GUARD_LUO = error(
            "ABI-GUARD-LUO",
            "LUO version differs",
            "The incoming kernel panics at boot rather than misread the state, even with liveupdate=off.",
            NO_WAY);
    public static final FindingKind GUARD_HANDLER = error(
            "ABI-GUARD-HANDLER",
            "handler string differs",
            "Nobody takes these files: every open of the device fails, all sessions are unreachable, their memory leaks.",
            "Don't preserve files of this kind before the update, or go through a kernel that reads both strings.");
    public static final FindingKind GUARD_FLB = error(
            "ABI-GUARD-FLB",
            "FLB name differs",
            "An unknown FLB name counts as 'no data': what was preserved under it is lost without a word.",
            "Keep the name and check a version inside the data, or preserve under both names for one release.");
    public static final FindingKind GUARD_FLB_VERSION = error(
            "ABI-GUARD-FLB-VERSION",
            "version inside the FLB differs",
            "The incoming kernel finds the data, sees another version and panics.",
            NO_WAY);
    public static final FindingKind GUARD_METADATA = warning(
            "ABI-GUARD-METADATA",
            "kexec-metadata version differs",
            "The incoming kernel warns and ignores the metadata: it doesn't know which kernel handed over.",
            "Harmless for the preserved state; keep reading the older version for one release.");
    public static final FindingKind GUARD_OTHER = error(
            "ABI-GUARD-OTHER",
            "string differs",
            "The incoming kernel doesn't take this part of the hand-over.",
            NO_WAY);
    public static final FindingKind GUARD_FEATURES = error(
            "ABI-GUARD-FEATURES",
            "required feature not known",
            "The incoming kernel doesn't know a feature without which the state can't be read, and refuses it: LUO's at boot, with a panic; a file's when it is retrieved. That is assumed after the strings that it stands for, nothing that was posted says it.",
            "Take the update through a kernel that only supports the feature: it neither requires nor uses it, and can be left both ways.");
    public static final FindingKind FEATURE_LOST = warning(
            "ABI-FEATURE-LOST",
            "feature in use not known",
            "The incoming kernel doesn't know a feature that it may do without: what the outgoing one left for it is passed over.",
            "Accept the loss, or go to a kernel that knows the feature.");
    public static final FindingKind FEATURE_ROLLOUT = warning(
            "ABI-FEATURE-ROLLOUT",
            "feature required at once",
            "The incoming kernel requires a feature that the outgoing one doesn't even know, so there is no way back.",
            "Support the feature for one release before it is required.");
    public static final FindingKind FEATURE_TAIL = warning(
            "ABI-FEATURE-TAIL",
            "more bytes behind the end, with other features",
            "One side has more at the end of the struct, and knows other features: taken for what these features stand for. Flags tell of presence only, so nothing proves it.",
            "Check that a feature that only one side knows stands for these bytes.");
    public static final FindingKind GUARD_MAGIC = error(
            "ABI-GUARD-MAGIC",
            "magic number not there",
            "The incoming kernel looks for this number at the head of the struct and doesn't find it. What it does then isn't recorded: assumed is what a file does whose data is no good, which fails at its retrieve.",
            BUMP);
    public static final FindingKind GUARD_COPIES = error(
            "ABI-GUARD-COPIES",
            "no version of the node in common",
            "The node holds its data once for each version, and none that the incoming kernel looks for: to it LUO's node is broken, which panics, and another client's data isn't there. Where it looks for versions and finds none, that is assumed.",
            "Write the older version beside the newer one, or the data in the node itself, until nobody needs a way back.");
    public static final FindingKind GUARD_CLIENT = error(
            "ABI-GUARD-CLIENT",
            "another KHO client's data isn't taken",
            "The incoming kernel warns at most, drops what this client left, and boots on: a list of bad pages or a log is lost, the sessions aren't touched.",
            "Keep reading the older version for one release.");
    public static final FindingKind CONFIGURATION = error(
            "ABI-CONFIGURATION",
            "computed for another configuration",
            "The struct's bytes depend on an option of the build, and the two kernels have other values of it, or one of them doesn't tell: that the bytes agree would be chance.",
            "Compare kernels of the configurations that are really built (-D CONFIG_NR_CPUS=N for a source tree), or give the struct a size of its own.");
    public static final FindingKind KHO_PROPERTY = error(
            "ABI-KHO-PROPERTY", "property of the KHO tree differs",
            "The incoming kernel looks for a property that isn't there.", "Keep the property's name.");
    public static final FindingKind KHO_NODE = error(
            "ABI-KHO-NODE",
            "node of the KHO tree differs",
            "The incoming kernel finds no node of that name and takes it for 'nothing handed over': no sessions, memory leaked, no message.",
            "Keep the node's name.");
    public static final FindingKind KHO_CLIENT_NODE = error(
            "ABI-KHO-CLIENT-NODE",
            "node of another KHO client differs",
            "The incoming kernel finds no node of that name and takes it for 'nothing handed over': what this client left, such as reserve_mem areas, is lost without a word.",
            "Keep the node's name.");
    public static final FindingKind FEATURE_ABSENT = error(
            "ABI-FEATURE-ABSENT",
            "feature missing",
            "The incoming kernel doesn't offer live update: no device, and preserved memory stays reserved.",
            "Build and boot the incoming kernel with CONFIG_LIVEUPDATE, kho=on and liveupdate=on.");
    public static final FindingKind HANDLER_ABSENT = error(
            "ABI-HANDLER-ABSENT",
            "handler missing",
            "Nobody takes these files: every open of the device fails, all sessions are unreachable, their memory leaks.",
            "Build the handler into the incoming kernel, or don't preserve files of this kind before the update.");
    public static final FindingKind FLB_ABSENT = error(
            "ABI-FLB-ABSENT",
            "FLB missing",
            "Nobody asks for this FLB's data: it is lost without a word.",
            "Build the FLB's owner into the incoming kernel.");
    public static final FindingKind FLB_ADDED = error(
            "ABI-FLB-ADDED",
            "FLB that only the incoming kernel has",
            "The first finish of a file drops a reference that was never loaded: refcount warning, a panic with panic_on_warn.",
            "Load the incoming count for a missing entry too (7.2 and 7.3 don't).");
    public static final FindingKind HANDLER_ADDED = info(
            "ABI-HANDLER-ADDED", "handler that only the incoming kernel has",
            "Nothing of this kind can be in the hand-over; on the way back it would be refused.", "Nothing to do.");
    public static final FindingKind FIELD_ADDED = error(
            "ABI-FIELD-ADDED",
            "field added under the same guard",
            "The incoming kernel reads bytes that the outgoing one never wrote as this field.",
            BUMP);
    public static final FindingKind FIELD_REMOVED = error(
            "ABI-FIELD-REMOVED",
            "field removed under the same guard",
            "The incoming kernel doesn't read what the outgoing one left in this field.",
            BUMP);
    public static final FindingKind FIELD_MOVED = error(
            "ABI-FIELD-MOVED",
            "field moved under the same guard",
            "The incoming kernel reads the field where the outgoing one has written something else.",
            BUMP);
    public static final FindingKind FIELDS_SWAPPED = error(
            "ABI-FIELDS-SWAPPED",
            "fields re-ordered, same size",
            "The struct's size doesn't change, so no size check sees it: one value is read as another.",
            BUMP);
    public static final FindingKind FIELD_RESIZED = error(
            "ABI-FIELD-RESIZED",
            "field resized under the same guard",
            "The incoming kernel reads more or fewer bytes than were written.",
            BUMP);
    public static final FindingKind FIELD_RETYPED = error(
            "ABI-FIELD-RETYPED",
            "field's type changed under the same guard",
            "The same bytes are taken for a value of another type.",
            BUMP);
    public static final FindingKind BITS_MOVED = error(
            "ABI-BITS-MOVED",
            "bit range changed under the same guard",
            "The same word is cut at other bits: each part is read as something else.",
            BUMP);
    public static final FindingKind ARRAY_LENGTH = error(
            "ABI-ARRAY-LENGTH",
            "array length changed under the same guard",
            "Entries are missed, or bytes behind the array are taken for entries.",
            BUMP);
    public static final FindingKind STRUCT_SIZE = error(
            "ABI-STRUCT-SIZE",
            "struct's size changed under the same guard",
            "In an array every entry but the first is read at the wrong place; counts per page change.",
            BUMP);
    public static final FindingKind PACKING = error(
            "ABI-PACKING",
            "packing changed under the same guard",
            "With the other packing the fields lie at other bytes.",
            BUMP);
    public static final FindingKind PACKING_UNSEEN = warning(
            "ABI-PACKING-UNSEEN",
            "packing changed, same bytes",
            "The bytes are still the same here; on another architecture or with the next field they won't be.",
            "Keep the struct packed, or bump the guard.");
    public static final FindingKind STRUCT_ADDED = error(
            "ABI-STRUCT-ADDED",
            "struct added under the same guard",
            "The incoming kernel expects state that the outgoing one never leaves.",
            BUMP);
    public static final FindingKind STRUCT_REMOVED = error(
            "ABI-STRUCT-REMOVED",
            "struct removed under the same guard",
            "The outgoing kernel leaves state that the incoming one doesn't look for.",
            BUMP);
    public static final FindingKind NODE_REQUIRED = error(
            "ABI-NODE-REQUIRED",
            "node or property added under the same guard",
            "The incoming kernel requires what the outgoing one doesn't write, and panics without it.",
            BUMP);
    public static final FindingKind NODE_IGNORED = error(
            "ABI-NODE-IGNORED",
            "node or property that the incoming kernel ignores",
            "What the outgoing kernel left there is lost without a word.",
            BUMP);
    public static final FindingKind RESERVED_SPENT = error(
            "ABI-RESERVED-SPENT",
            "reserved bytes spent under the same guard",
            "A kernel that takes them for reserved neither writes nor reads the new field.",
            "Bump the guard, unless 0 means 'not there' to every reader and no reader needs it.");
    public static final FindingKind CONSTANT = error(
            "ABI-CONSTANT",
            "layout-determining constant changed under the same guard",
            "Counts or positions are computed differently on the two sides.",
            BUMP);
    public static final FindingKind FLAG_UNKNOWN = error(
            "ABI-FLAG-UNKNOWN",
            "bit that only the outgoing kernel knows",
            "What the outgoing kernel says with this bit the incoming one ignores, or refuses when it comes to it: no string tells.",
            BUMP);
    public static final FindingKind CONSTANT_ADDED = warning(
            "ABI-CONSTANT-ADDED",
            "number that only the incoming kernel has",
            "The outgoing kernel never writes it; on the way back it may be written and not known.",
            "Check that the incoming kernel does without it, and bump the guard if older kernels must not read it.");
    public static final FindingKind CONSTANT_REMOVED = warning(
            "ABI-CONSTANT-REMOVED",
            "number that only the outgoing kernel has",
            "If it tells a count, a place or a state that is written, the incoming kernel has another or none.",
            "Check that nothing of it is written, or bump the guard.");
    public static final FindingKind PAGE_SIZE = error(
            "ABI-PAGE-SIZE",
            "page size differs",
            "Block sizes, counts per block and page numbers all depend on it, and no kernel checks it.",
            "Update only between kernels of the same page size.");
    public static final FindingKind ARCHITECTURE = error(
            "ABI-ARCHITECTURE",
            "architecture differs",
            "The two kernels can't even run on the same machine.",
            "Compare kernels of the same architecture.");
    public static final FindingKind SEMANTICS = error(
            "ABI-SEMANTICS",
            "meaning changed under the same guard",
            "Same strings, same bytes, other meaning: no layout comparison can see it, and no kernel does.",
            "Bump the guard with the meaning, and declare the meaning in the descriptor.");
    public static final FindingKind EMBEDDED = error(
            "ABI-EMBEDDED-GUARD",
            "embedded struct guarded by someone else",
            "The struct changed, the string of the one that contains it didn't: this kind's guard doesn't see it.",
            "Bump the guards of everything that embeds the struct.");
    public static final FindingKind NO_GUARD = warning(
            "ABI-NO-GUARD",
            "struct without a guard",
            "No string or version covers this struct: a change of it can't be noticed.",
            "Give it a version of its own, or say which guard covers it.");
    public static final FindingKind BUMP_ONLY = warning(
            "ABI-BUMP-ONLY",
            "guard bumped and nothing changed",
            "The bytes are the same on both sides: the bump costs the way to and from every older kernel for nothing that shows here.",
            "Drop the bump, or declare the meaning that changed.");
    public static final FindingKind RENAMED = info(
            "ABI-RENAMED", "renamed, same bytes", "Only the name changed; the bytes are the same.", "Nothing to do.");
    public static final FindingKind COMMENT = warning(
            "ABI-COMMENT", "comment contradicts the macro",
            "Who implements or reviews by the comment uses the wrong string.", "Correct the comment.");
    public static final FindingKind INCOMPLETE = error(
            "ABI-INCOMPLETE",
            "descriptor incomplete",
            "Not everything of this kernel is known, so nothing proves that the two go together: a pair that agrees in all that is known is SILENT without a consequence, not COMPATIBLE.",
            "Import the missing part, from the headers of the kernel's source tree.");
    public static final FindingKind GUARD_UNKNOWN = error(
            "ABI-GUARD-UNKNOWN",
            "guards not known",
            "What one of the kernels compares there can't be told from its source (BTF holds layouts and no strings, a part of a tree only some of them), so nobody can say whether the one takes what the other leaves: bytes that agree are SILENT without a consequence, not COMPATIBLE.",
            "Name the kernel's release (--release R, or FILE#R) so that the strings come from the catalogue, or give them (--guards FILE, a JSON object of constants and values such as LUO_ABI_COMPATIBLE), or compare its source tree.");
    public static final FindingKind LOW_CONFIDENCE = warning(
            "ABI-LOW-CONFIDENCE",
            "facts not well known",
            "Some facts that the verdict rests on were not read in the kernel itself.",
            "Import the descriptor from the kernel in question.");
    public static final FindingKind ASSUMED = warning(
            "ABI-GUARD-ASSUMED",
            "facts taken from elsewhere",
            "Guards that a source of layouts alone doesn't hold, or what a posted series says nothing of and the kernel below it has.",
            "Check them; guards can be given with --guards.");
    public static final FindingKind PROFILE = info(
            "ABI-PROFILE",
            "several versions can be written",
            "The outgoing kernel can write more than one version; one of them is read by the incoming kernel.",
            "Choose the version named here before preserving.");
    public static final FindingKind DEFECT_EMPTY_BLOCK = info(
            "ABI-DEFECT-EMPTY-BLOCK",
            "known defect: empty last block",
            "With an exact multiple of the sessions per block and a refused duplicate create as the last call, the next kernel panics at boot (7.2, 7.3).",
            "Create and close a session as the last call before the kexec.");
    public static final FindingKind DEFECT_NOEXEC = info(
            "ABI-DEFECT-NOEXEC",
            "known defect: MFD_NOEXEC_SEAL",
            "A memfd made with MFD_NOEXEC_SEAL comes back permanently read-only (7.2, 7.3).",
            "Preserve memfds made with MFD_EXEC or without exec flag.");
    public static final FindingKind DEFECT_FALLOCATE = info(
            "ABI-DEFECT-FALLOCATE",
            "known defect: pages of fallocate",
            "What is first written after PRESERVE_FD into pages that fallocate made reads as zeroes in the next kernel (6.19 as merged; its stable releases have the fix).",
            "Write to every page of a memfd before preserving it, or hand over from a release with the fix.");
    public static final FindingKind DEFECT_UNKNOWN_HANDLER = info(
            "ABI-DEFECT-UNKNOWN-HANDLER",
            "known defect: unknown handlers pass",
            "The device opens although a file's handler isn't known: that file and those behind it in its session are gone, and RETRIEVE_FD is ENOENT (6.19 as merged; its stable releases answer EIO at every open).",
            "Hand over to a kernel that knows every handler; look for every token that was promised.");
    public static final FindingKind WAIVER_EXPIRED = warning(
            "ABI-WAIVER-EXPIRED",
            "waiver expired",
            "The finding it was for counts again.",
            "Fix the finding, or renew the waiver with its reason.");
    public static final FindingKind WAIVER_UNUSED = warning(
            "ABI-WAIVER-UNUSED",
            "waiver matches nothing",
            "It hides nothing today and may hide something tomorrow.",
            "Remove it.");

    private static final Set<FindingKind> DEFECTS =
            Set.of(DEFECT_EMPTY_BLOCK, DEFECT_NOEXEC, DEFECT_FALLOCATE, DEFECT_UNKNOWN_HANDLER);

    private AbiFindings() {}

    /** All of them, in the order of this file. */
    public static List<FindingKind> all() {
        return List.copyOf(LIST);
    }

    static boolean isDefect(FindingKind kind) {
        return DEFECTS.contains(kind);
    }

    /** The same difference under a guard that changed with it. */
    static FindingKind expected(FindingKind kind) {
        return EXPECTED.computeIfAbsent(
                kind.id(),
                id -> new FindingKind(
                        id,
                        Severity.INFO,
                        kind.title(),
                        "The guard changed with it, so the incoming kernel doesn't read these bytes.",
                        "Nothing to do."));
    }

    private static FindingKind error(String id, String title, String explanation, String remedy) {
        return add(new FindingKind(id, Severity.ERROR, title, explanation, remedy));
    }

    private static FindingKind warning(String id, String title, String explanation, String remedy) {
        return add(new FindingKind(id, Severity.WARNING, title, explanation, remedy));
    }

    private static FindingKind info(String id, String title, String explanation, String remedy) {
        return add(new FindingKind(id, Severity.INFO, title, explanation, remedy));
    }

    private static FindingKind add(FindingKind kind) {
        LIST.add(kind);
        return kind;
    }
}
