package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Events that nothing can be judged by: they exceed what an event can hold, or a rule stumbles over them. They count in
 * sequence and chain, a finding marks their host, and the stream goes on. Where events come from Kafka they are put on the
 * dead letters besides.
 */
public final class Unjudged {
    private static final String EXPECTED = "an event that every rule can judge";
    private static final int MOST_MESSAGE_CHARS = 300;

    private Unjudged() {}

    /** Whether this finding says that an event was left unjudged; what it found is the reason. */
    public static boolean isSaidBy(Finding finding) {
        return finding.kind().equals(FindingCatalogue.EVENT_UNJUDGED);
    }

    /**
     * What the rules say, or what is to be said when one of them stumbles.
     *
     * @param otherwise given the reason
     */
    public static <T> T orElse(Supplier<T> rules, Function<String, T> otherwise) {
        try {
            return rules.get();
        } catch (OutsideFailure e) {
            throw e.failure();
        } catch (RuntimeException | StackOverflowError e) {
            return otherwise.apply(reason(e));
        }
    }

    static void raise(HostFold fold, String reason) {
        fold.raise(FindingCatalogue.EVENT_UNJUDGED, fold.event().boot().liveUpdate(), "log", EXPECTED, reason);
    }

    /** The same of what the judge of kernels stumbled over. */
    public static Finding finding(String host, long liveUpdate, String subject, String reason, long sequence) {
        return new Finding(
                FindingCatalogue.EVENT_UNJUDGED, host, liveUpdate, subject, EXPECTED, reason, List.of(sequence));
    }

    private static String reason(Throwable stumbled) {
        String message = stumbled.getMessage() == null ? "" : ": " + stumbled.getMessage();
        return "a rule stumbled: " + stumbled.getClass().getSimpleName()
                + (message.length() <= MOST_MESSAGE_CHARS ? message : message.substring(0, MOST_MESSAGE_CHARS) + "...");
    }
}
