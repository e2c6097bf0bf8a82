package io.luoledger.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.luoledger.proof.ReceiptVerdict.Outcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a verification, as one document.
 *
 * @param whole whether nothing is wrong, everything could be read, and each receipt holds
 * @param root of the receipt that the log would have now; null where it has none
 * @param beginLate sequence of the first event, by host whose log doesn't begin with 0
 * @param unreadable what couldn't be read
 * @param leftOut records that are no part of anybody's log
 */
public record VerifyDocument(
        long events,
        long hosts,
        boolean whole,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String root,

        List<Source> sources,
        List<Twice> doubled,
        List<Wrong> flaws,
        Map<String, Long> beginLate,
        List<Held> receipts,
        List<String> unreadable,
        List<String> leftOut) {
    /** What was read, and how much of it. */
    public record Source(String name, long events) {}

    /** Events that were read before. */
    public record Twice(String source, long events, String host, long sequence) {
        static Twice of(LogVerifier.Doubled doubled) {
            return new Twice(doubled.place().source(), doubled.events(), doubled.host(), doubled.sequence());
        }
    }

    /**
     * A host's first flaw.
     *
     * @param partition null for a file
     */
    public record Wrong(
            String kind,
            String host,
            long sequence,
            String source,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer partition,

            long position,
            String explanation) {
        static Wrong of(Flaw flaw) {
            LogPosition at = flaw.place();
            return new Wrong(
                    flaw.kind().name(),
                    flaw.host(),
                    flaw.sequence(),
                    at.source(),
                    at.partition() < 0 ? null : Integer.valueOf(at.partition()),
                    at.position(),
                    flaw.explanation());
        }
    }

    /** What became of a receipt. */
    public record Held(String name, String outcome, long held, String explanation, List<String> problems) {
        static Held of(ReceiptVerdict verdict) {
            return new Held(
                    verdict.name(),
                    verdict.outcome().name(),
                    verdict.held(),
                    verdict.explanation(),
                    verdict.problems());
        }
    }

    public static VerifyDocument of(
            LogVerifier verifier,
            List<ReceiptVerdict> verdicts,
            @Nullable Receipt now,
            List<String> unreadable,
            List<String> leftOut) {
        boolean whole = verifier.flaws().isEmpty()
                && unreadable.isEmpty()
                && verdicts.stream().allMatch(verdict -> verdict.outcome() == Outcome.HOLDS);
        return new VerifyDocument(
                verifier.events(),
                verifier.hosts(),
                whole,
                now == null ? null : now.root().toString(),
                verifier.sources().entrySet().stream()
                        .map(source -> new Source(source.getKey(), source.getValue()))
                        .toList(),
                verifier.doubled().stream().map(Twice::of).toList(),
                verifier.flaws().stream().map(Wrong::of).toList(),
                verifier.beginLate(),
                verdicts.stream().map(Held::of).toList(),
                unreadable,
                leftOut);
    }
}
