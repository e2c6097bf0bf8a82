package io.luoledger.simulator;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what happens on one simulated host, in the order in which it began.
 *
 * <p>An attempt takes its place when it begins and gets its result when it ends; what happens inside it stands behind it.
 * Drafts leave for the sink as soon as no attempt is open any more, so memory is bounded by one call.
 */
public final class Journal {
    private static final long NANOS_PER_MICRO = 1_000;

    private final String host;
    private final Source source;
    private final Consumer<Draft> sink;
    private final LogicalClock clock;
    private final List<@Nullable Draft> pending = new ArrayList<>();
    private Boot boot = new Boot("boot-0", Boot.UNKNOWN_KERNEL, 0, Side.NONE);
    private Function<Body, List<String>> assumptions = body -> List.of();
    private int openAttempts;
    private long position;
    private int boots;

    public Journal(String host, String source, LogicalClock clock, Consumer<Draft> sink) {
        this.host = Draft.requireHost(host);
        this.source = new Source(source, 0);
        this.clock = clock;
        this.sink = sink;
    }

    /** A journal that nobody reads. */
    public static Journal unread() {
        return new Journal("unread", Source.idOf("unread"), new LogicalClock(0), draft -> {});
    }

    public LogicalClock clock() {
        return clock;
    }

    /** From here on events belong to this boot; its clock starts anew. */
    public void booting(String id, String kernel, long liveUpdate) {
        boot = new Boot(id, kernel, liveUpdate, Side.NONE);
        boots++;
        clock.restart();
    }

    /** What events rest on, from here on: names by body, sorted. */
    public void assuming(Function<Body, List<String>> names) {
        assumptions = names;
    }

    /** Whether the host was never on before. */
    public boolean firstBoot() {
        return boots <= 1;
    }

    /** Runs an attempt; its event gets the result that the action ends with. */
    public <T> T attempt(Side side, Function<Result, Body> body, Supplier<T> action) {
        Moment began = clock.tick();
        int place = pending.size();
        pending.add(null);
        openAttempts++;
        try {
            T value = action.get();
            pending.set(place, draft(side, began, body.apply(Result.success())));
            return value;
        } catch (SysError refused) {
            pending.set(place, draft(side, began, body.apply(Result.refused(refused.errnoName()))));
            throw refused;
        } finally {
            // when the kernel dies inside, the attempt never ended: its place stays empty
            openAttempts--;
            flush();
        }
    }

    /** Writes down something that has no inside. */
    public void record(Side side, Body body) {
        record(side, body, assumptions.apply(body));
    }

    /** The same, where what it rests on can't be told from the body. */
    public void record(Side side, Body body, List<String> assumed) {
        pending.add(draft(side, clock.tick(), body, assumed));
        flush();
    }

    private Draft draft(Side side, Moment at, Body body) {
        return draft(side, at, body, assumptions.apply(body));
    }

    private Draft draft(Side side, Moment at, Body body, List<String> assumed) {
        return new Draft(host, source, boot.withSide(side), at, body, assumed);
    }

    private void flush() {
        if (openAttempts > 0) {
            return;
        }
        for (Draft draft : pending) {
            if (draft != null) {
                sink.accept(draft.from(source.at(position)));
                position++;
            }
        }
        pending.clear();
    }

    /** Nanoseconds to whole microseconds. */
    static long micros(long nanos) {
        return nanos / NANOS_PER_MICRO;
    }
}
