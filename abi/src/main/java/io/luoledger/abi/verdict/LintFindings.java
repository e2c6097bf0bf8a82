package io.luoledger.abi.verdict;

import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** What can be wrong with a header of the ABI before anything changes: its id, why it matters, what to do. */
public final class LintFindings {
    private static final List<FindingKind> LIST = new ArrayList<>();

    public static final FindingKind BOOL = add(
            "ABI-LINT-BOOL",
            Severity.ERROR,
            "bool in preserved state",
            "Any byte but 0 and 1 in a bool is undefined in C, and its size is the compiler's matter: the next kernel may be another compiler's.",
            "Use a u8 or a bit of a flags word, and check its value.");
    public static final FindingKind POINTER = add(
            "ABI-LINT-POINTER",
            Severity.ERROR,
            "runtime pointer in preserved state",
            "An address of the outgoing kernel's own means nothing in the next one, and is written into what is handed over.",
            "Keep it out of the struct, or hand over a physical address (DECLARE_KHOSER_PTR).");
    public static final FindingKind CONFIGURATION = add(
            "ABI-LINT-CONFIG",
            Severity.ERROR,
            "bytes depend on the configuration",
            "Two builds of one source have other layouts under one string, and no kernel notices.",
            "Give it a size of its own (a count and an array), as a configuration can't be negotiated.");
    public static final FindingKind PAGE_SIZE = add(
            "ABI-LINT-PAGE-SIZE",
            Severity.WARNING,
            "bytes depend on the page size",
            "A kernel of another page size reads other places; nothing that is handed over tells the page size.",
            "Say so where the struct is described; a gate compares kernels of one page size only.");
    public static final FindingKind INTERNAL = add(
            "ABI-LINT-INTERNAL",
            Severity.WARNING,
            "value that is numbered elsewhere",
            "What the field holds is named by constants that no ABI header defines: where they are the kernel's own, they may be renumbered without a change of this header. Those of the interface to user space stay.",
            "Define the values in the ABI header, and translate when writing and reading.");
    public static final FindingKind ENUM = add(
            "ABI-LINT-ENUM",
            Severity.WARNING,
            "enum without values",
            "A constant more in between renumbers those behind it: what was written as one state is read as another, and no size changes.",
            "Give each constant its value.");
    public static final FindingKind HOLE = add(
            "ABI-LINT-HOLE",
            Severity.WARNING,
            "hole in a struct that isn't packed",
            "Nobody writes these bytes, so whatever was in memory is handed over, and a field that is put there later reads it.",
            "Name them as reserved and zero them, or pack the struct.");
    public static final FindingKind VERSION = add(
            "ABI-LINT-VERSION",
            Severity.WARNING,
            "struct without a version",
            "No string with a number, no version field and no feature flag stands for these bytes: a change of them can't be told.",
            "Put a version into the string, or a version field first in the struct.");
    public static final FindingKind BY_VALUE = add(
            "ABI-LINT-BY-VALUE",
            Severity.WARNING,
            "struct of another header by value",
            "Its bytes are decided where nobody thinks of a hand-over: if it grows there, everything behind it moves, under the same string.",
            "Copy its fields into a struct of the ABI header, or put it last and say how long it is.");

    private LintFindings() {}

    /** All of them, in the order of this file. */
    public static List<FindingKind> all() {
        return List.copyOf(LIST);
    }

    private static FindingKind add(String id, Severity severity, String title, String explanation, String remedy) {
        FindingKind kind = new FindingKind(id, severity, title, explanation, remedy);
        LIST.add(kind);
        return kind;
    }
}
