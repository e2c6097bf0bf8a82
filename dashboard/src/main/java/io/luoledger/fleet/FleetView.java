package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.report.LogDamage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fleet that can be looked at, whatever keeps it. For any thread. */
public interface FleetView extends AutoCloseable {
    /** Its hosts and sums. */
    FleetIndex index();

    Summary summary();

    /** Judges pairs of kernels. */
    AbiGate gate();

    /** Kernels that the catalogue doesn't have, or has otherwise, by the name that hosts boot them under. */
    Map<String, AbiDescriptor> kernels();

    /** The events of a host, as they are now; empty where it has none. May read for a while. */
    HostLog log(String host);

    /** A host as the processors have it at this moment, null where there are none. May ask another instance. */
    @Nullable
    KeptHost kept(String host);

    @Override
    void close();

    /**
     * What is shown.
     *
     * @param source "file" or "cluster"
     * @param digest of the states, null where they aren't all here
     * @param live whether it may change
     * @param reading not null as long as not all of it is here that there was when it began: nothing is absent then
     * @param away not null when what changes wasn't followed for a time
     * @param newest not null when no more than that is shown of each host
     */
    record Summary(
            String source,
            String name,
            @Nullable Long events,
            @Nullable String digest,
            LogDamage damage,
            boolean live,
            @Nullable Reading reading,
            @Nullable Absence away,
            @Nullable Newest newest) {}

    /** How many of how many records were read. */
    record Reading(long read, long total) {}

    /**
     * When what changes wasn't followed.
     *
     * @param untilMicros null as long as it isn't
     */
    record Absence(long sinceMicros, @Nullable Long untilMicros, String reason) {}

    /**
     * As the instance says that keeps it.
     *
     * @param instance where it answers
     * @param host one JSON object
     */
    record KeptHost(String instance, String host) {}
}
