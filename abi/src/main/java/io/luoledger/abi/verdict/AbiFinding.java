package io.luoledger.abi.verdict;

import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What one rule says of one place.
 *
 * @param path what it is about: "STRUCT.FIELD", a guard's name, "pageSize"
 * @param from what the outgoing kernel has there, null when it has nothing
 * @param to what the incoming kernel has there, null when it has nothing
 * @param detail what this very difference means: which value is read as which
 * @param waived the reason of the waiver that covers it, null when none does
 */
public record AbiFinding(
        FindingKind kind,
        String path,
        @Nullable String from,
        @Nullable String to,
        String detail,
        @Nullable String waived) {

    public static AbiFinding of(
            FindingKind kind, String path, @Nullable String from, @Nullable String to, String detail) {
        return new AbiFinding(kind, path, from, to, detail, null);
    }

    public static AbiFinding of(FindingKind kind, String path, @Nullable String from, @Nullable String to) {
        return of(kind, path, from, to, "");
    }

    /** The rule's explanation, with what it means here. */
    public String explanation() {
        return detail.isEmpty() ? kind.explanation() : detail + " " + kind.explanation();
    }

    /** "u32 @16:4 -> nothing"; empty where there is nothing on either side. */
    public String change() {
        return from == null && to == null ? "" : side(from) + " -> " + side(to);
    }

    private static String side(@Nullable String value) {
        return value == null ? "nothing" : value;
    }

    /** Whether it makes the pair incompatible. */
    public boolean isError() {
        return kind.severity() == Severity.ERROR && waived == null;
    }

    /** Whether it says that something isn't known rather than that something is wrong. */
    public boolean isIncompleteness() {
        return kind.equals(AbiFindings.INCOMPLETE) || kind.equals(AbiFindings.GUARD_UNKNOWN);
    }

    /** Whether what it does is what a difference of its layer usually does, and not what was seen: nobody reads these bytes. */
    public boolean isByRule() {
        return detail.contains(PairComparison.UNREACHED);
    }

    /** Whether it is about how these kernels are, and would be the same whatever was changed between them. */
    public boolean isKnownDefect() {
        return AbiFindings.isDefect(kind);
    }

    /** The same with another sentence about what it means here. */
    AbiFinding with(String sentence) {
        return new AbiFinding(kind, path, from, to, detail.isEmpty() ? sentence : detail + " " + sentence, waived);
    }

    /** Under a guard that keeps the incoming kernel from reading these bytes: told, but not held against the change. */
    AbiFinding expected() {
        return new AbiFinding(AbiFindings.expected(kind), path, from, to, "", null);
    }

    AbiFinding waivedFor(String reason) {
        return new AbiFinding(kind, path, from, to, detail, reason);
    }
}
