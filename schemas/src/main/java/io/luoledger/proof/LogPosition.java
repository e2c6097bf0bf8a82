package io.luoledger.proof;

/**
 * Where an event stands in what was read.
 *
 * @param source name of the file or the cluster
 * @param partition of luo.events, -1 in a file
 * @param position number of the event in the file from 0, or its offset in the partition
 */
public record LogPosition(String source, int partition, long position) {
    public static LogPosition inFile(String file, long position) {
        return new LogPosition(file, -1, position);
    }

    /** "event 12 of log.avro", or "partition 3, offset 12 of the cluster at h:9092". */
    @Override
    public String toString() {
        return partition < 0
                ? "event " + position + " of " + source
                : "partition " + partition + ", offset " + position + " of " + source;
    }
}
