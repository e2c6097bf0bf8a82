package io.luoledger.fleet;

import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody should look at a host: its newest live update that failed; else an error of its log; else damage that hides
 * how its newest one went.
 *
 * @param update null where what is wrong belongs to no live update
 * @param finding the cause, null when nothing was found
 * @param why one sentence
 */
public record Attention(
        String host,
        Kind kind,
        @Nullable ToldUpdate update,
        @Nullable Finding finding,
        String why) implements Comparable<Attention> {
    /** The worst first. */
    public enum Kind {
        FAILED,
        ERROR,
        HIDDEN
    }

    private static final Comparator<Attention> ORDER = Comparator.comparing(Attention::kind)
            .thenComparing(Attention::wallMicros, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Attention::host);

    /**
     * Null where everything is fine for all that anybody knows.
     *
     * @param shown the live update of the host to be looked at, null when it has none
     * @param errors findings that count as failures
     */
    static @Nullable Attention of(String host, @Nullable ToldUpdate shown, List<Finding> errors) {
        if (shown != null && shown.failed()) {
            Finding cause = shown.cause(Wanted.EVERYTHING);
            return new Attention(host, Kind.FAILED, shown, cause, failed(shown, cause));
        }
        if (!errors.isEmpty()) {
            Finding first = errors.getFirst();
            return new Attention(host, Kind.ERROR, null, first, sentence(first));
        }
        return shown == null || shown.damage() == null
                ? null
                : new Attention(
                        host,
                        Kind.HIDDEN,
                        shown,
                        null,
                        "how live update " + shown.update().getLiveUpdate() + " went isn't known: the log is damaged, "
                                + shown.damage());
    }

    private static String failed(ToldUpdate shown, @Nullable Finding cause) {
        String what = "live update " + shown.update().getLiveUpdate() + " "
                + (Set.of("COMPLETED", "UNFINISHED")
                                .contains(shown.update().getOutcome().name())
                        ? "is " + shown.update().getOutcome() + ", with an error"
                        : "ended " + shown.update().getOutcome());
        return cause == null ? what : what + ": " + sentence(cause);
    }

    private static String sentence(Finding finding) {
        return finding.subject() + ": " + finding.kind().title();
    }

    public @Nullable BootMoment at() {
        return update != null ? update.at() : finding == null ? null : finding.at();
    }

    private @Nullable Long wallMicros() {
        BootMoment at = at();
        return at == null ? null : at.at().wallMicros();
    }

    @Override
    public int compareTo(Attention other) {
        return ORDER.compare(this, other);
    }
}
