package io.luoledger.streams;

/** Headers of a dead letter: text in UTF-8. */
public final class DeadLetter {
    /** Why the record could not be read. */
    public static final String REASON = "luo.error.reason";
    /** Where it was read from. */
    public static final String TOPIC = "luo.error.topic";

    public static final String PARTITION = "luo.error.partition";
    public static final String OFFSET = "luo.error.offset";

    private DeadLetter() {}
}
