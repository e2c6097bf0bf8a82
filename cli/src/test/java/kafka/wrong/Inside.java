package kafka.wrong;

/** Stands where Kafka's own inside is, for the walls' test. */
public final class Inside {}
