package io.luoledger.simulator;

import io.luoledger.event.Moment;

/** A host's time: it moves only when something happens, or when it is told to. */
public final class LogicalClock {
    private static final long STEP_NANOS = 10_000;

    private final long epochMicros;
    private long sinceEpochNanos;
    private long sinceBootNanos;

    /**
     * @param epochMicros wall time at which the simulation starts, microseconds UTC
     */
    public LogicalClock(long epochMicros) {
        this.epochMicros = epochMicros;
    }

    /** Lets time pass. */
    public void advance(long nanos) {
        sinceEpochNanos += nanos;
        sinceBootNanos += nanos;
    }

    /** A kernel boots: its own clock starts at zero. */
    void restart() {
        sinceBootNanos = 0;
    }

    Moment tick() {
        advance(STEP_NANOS);
        return now();
    }

    public Moment now() {
        return new Moment(sinceBootNanos, epochMicros + Journal.micros(sinceEpochNanos));
    }

    public long wallMicros() {
        return epochMicros + Journal.micros(sinceEpochNanos);
    }
}
