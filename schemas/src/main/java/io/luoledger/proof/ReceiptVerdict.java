package io.luoledger.proof;

import java.util.List;

/**
 * What a receipt says of a log.
 *
 * @param name the receipt's
 * @param outcome the worst of its hosts
 * @param held how many of its hosts were found as they were
 * @param problems what isn't, in the order of the hosts' names; the first ones
 * @param moreProblems how many are left out there
 * @param explanation one sentence
 */
public record ReceiptVerdict(
        String name, Outcome outcome, long held, List<String> problems, long moreProblems, String explanation) {
    /** From good to bad. */
    public enum Outcome {
        /** All of it stands as it was. */
        HOLDS,
        /** The log can't tell: what the receipt saw isn't in it. */
        UNDECIDED,
        /** It is a receipt of something else. */
        OTHER_LOG,
        /** History was changed. */
        BROKEN
    }

    public ReceiptVerdict {
        problems = List.copyOf(problems);
    }
}
