package io.luoledger.core;

import io.luoledger.abi.plan.Holdings;
import io.luoledger.event.Boot;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Token;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The application of one event. Life: begun on the state before it; the rules read and put entities; finished once,
 * which writes every changed entity once and gives what came of it.
 */
final class Turn {
    private final Entities entities;
    private final LiveUpdateEvent event;
    private final Map<EntityKey, Entity> changed = new LinkedHashMap<>();
    private final Map<EntityKey, UpdateState> updatesBefore = new LinkedHashMap<>();
    private final Map<EntityKey, Entity> forgotten = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable BootMark boot;

    Turn(Entities entities, LiveUpdateEvent event) {
        this.entities = entities;
        this.event = event;
    }

    LiveUpdateEvent event() {
        return event;
    }

    String host() {
        return event.host();
    }

    long sequence() {
        return event.sequence();
    }

    void boot(BootMark current) {
        boot = current;
    }

    BootMark boot() {
        if (boot == null) {
            throw new IllegalStateException("the event's boot isn't known yet");
        }
        return boot;
    }

    /** The number of the live update with this generation. */
    long number(long generation) {
        UpdateState known = (UpdateState) get(UpdateState.key(host(), generation));
        return known != null ? known.number() : boot().liveUpdate() + (generation - boot().ordinal());
    }

    // ---- entities ----

    @Nullable
    Entity get(EntityKey key) {
        Entity mine = changed.get(key);
        return mine != null ? mine : entities.get(key);
    }

    void put(Entity entity) {
        changed.put(entity.key(), entity);
        forgotten.remove(entity.key());
    }

    /** Hands over what stands in the scope, with this turn's own changes. */
    void scan(Scope scope, Consumer<Entity> sink) {
        entities.scan(scope, entity -> sink.accept(changed.getOrDefault(entity.key(), entity)));
    }

    void forget(Entity entity) {
        changed.remove(entity.key());
        forgotten.put(entity.key(), entity);
    }

    @Nullable
    SessionState session(long generation, String name) {
        return (SessionState) get(SessionState.key(host(), generation, name));
    }

    @Nullable
    FileState file(long generation, String session, Token token) {
        return (FileState) get(FileState.key(host(), generation, session, token));
    }

    @Nullable
    FlbState flb(long generation, String name) {
        return (FlbState) get(FlbState.key(host(), generation, name));
    }

    @Nullable
    UpdateState update(long generation) {
        EntityKey key = UpdateState.key(host(), generation);
        UpdateState found = (UpdateState) get(key);
        if (found != null) {
            updatesBefore.putIfAbsent(key, found);
        }
        return found;
    }

    /**
     * Whether the source has a gap behind that event, in either half of that live update: what isn't there from then on
     * may have been lost, so nothing follows from its absence or from the order of the rest.
     */
    boolean gapBehind(long generation, long sequence) {
        return get(UpdateState.key(host(), generation)) instanceof UpdateState update
                && update.progress().gapBehind(sequence);
    }

    /** Changes the update if there is one. */
    void change(long generation, UnaryOperator<UpdateState> how) {
        UpdateState found = update(generation);
        if (found != null) {
            put(how.apply(found));
        }
    }

    // ---- transitions that are counted ----

    void move(SessionState session, SessionStatus to, boolean incoming) {
        put(session.to(to, incoming, sequence()));
        change(session.generation(), u -> u.with(u.tally().session(session.status(), to)));
    }

    /** Moves a file of an incoming session; the session and the update count along. */
    void move(FileState before, FileState after) {
        put(after);
        FileStatus from = before.status();
        FileStatus to = after.status();
        change(
                before.generation(),
                u -> u.with(u.tally().file(from, to))
                        .with(u.kinds().renamed(before, after).moved(after, from, to)));
        int settled = (from.open() && !to.open() ? 1 : 0) - (!from.open() && to.open() ? 1 : 0);
        if (settled != 0) {
            SessionState session = session(before.generation(), before.session());
            if (session != null) {
                put(session.withFiles(session.files(), session.filesOpen() - settled));
            }
        }
        DeviceRules.follow(this, after);
    }

    // ---- findings ----

    void raise(FindingKind kind, long liveUpdate, String subject, String expected, String found, long... evidence) {
        List<Long> sequences = new ArrayList<>();
        for (long one : evidence) {
            if (!sequences.contains(one)) {
                sequences.add(one);
            }
        }
        if (!sequences.contains(sequence())) {
            sequences.add(sequence());
        }
        findings.add(new Finding(kind, host(), liveUpdate, subject, expected, found, sequences));
    }

    // ---- end ----

    List<Output> finish(LogState log) {
        List<Output> outputs = new ArrayList<>();
        for (Finding finding : findings) {
            outputs.add(raised(finding, log.clock().at().wallMicros()));
        }
        for (Map.Entry<EntityKey, UpdateState> touched : updatesBefore.entrySet()) {
            if (changed.get(touched.getKey()) instanceof UpdateState after) {
                put(settled(touched.getValue(), summarised(touched.getValue(), after, outputs), log, outputs));
                held(touched.getValue(), after, log, outputs);
            }
        }
        changed.values().forEach(entity -> outputs.add(new Output.EntityChanged(entity)));
        forgotten.values().forEach(entity -> outputs.add(new Output.EntityForgotten(entity)));
        // nothing is written before everything is known: what a rule stumbles over leaves no half of an event behind
        write(findings.isEmpty() ? log : StateDigest.with(log, findings));
        return outputs;
    }

    private void write(LogState log) {
        changed.values().forEach(entities::put);
        forgotten.keySet().forEach(entities::delete);
        entities.put(log);
    }

    private Output.FindingRaised raised(Finding finding, @Nullable Long atWallMicros) {
        UpdateState about = null;
        for (long generation : boot == null ? new long[0] : new long[] {boot.incoming(), boot.outgoing()}) {
            if (get(UpdateState.key(host(), generation)) instanceof UpdateState update
                    && update.number() == finding.liveUpdate()) {
                about = update;
            }
        }
        String to = about == null ? null : about.toKernel();
        return new Output.FindingRaised(
                finding,
                about == null ? Boot.UNKNOWN_KERNEL : about.fromKernel(),
                to == null ? Boot.UNKNOWN_KERNEL : to,
                atWallMicros);
    }

    /** Says once that the outcome is final, and what showed after that. */
    private UpdateState settled(UpdateState before, UpdateState update, LogState log, List<Output> outputs) {
        if (update.progress().settledTold()) {
            if (!Objects.equals(before.consequence(), update.consequence())) {
                outputs.add(new Output.ConsequenceShown(
                        before.consequence(),
                        update,
                        holdings(update, FlbStatus.UNPRESERVED),
                        log.clock().at().wallMicros()));
            }
            return update;
        }
        if (!update.isFinal(boot().ordinal())) {
            return update;
        }
        UpdateState told = update.with(update.progress().toldSettled());
        outputs.add(new Output.UpdateSettled(
                told, holdings(told, FlbStatus.UNPRESERVED), log.clock().at().wallMicros()));
        return told;
    }

    /** Says what the host holds when its next kernel has to be judged. */
    private void held(UpdateState before, UpdateState after, LogState log, List<Output> outputs) {
        Output.Occasion occasion = occasion(before, after);
        if (occasion == null || boot == null || after.generation() != boot.outgoing()) {
            return;
        }
        Progress.Announcement announced = after.progress().announced();
        outputs.add(new Output.HoldingsChanged(
                holdings(after, FlbStatus.UNPRESERVED),
                announced == null ? null : announced.kernel(),
                after.number(),
                occasion,
                sequence(),
                log.clock().at().wallMicros()));
    }

    private Output.@Nullable Occasion occasion(UpdateState before, UpdateState after) {
        if (event.body() instanceof HandoverStarted started && started.result().ok()) {
            return Output.Occasion.HANDOVER;
        }
        if (event.body() instanceof TargetAnnounced) {
            return Output.Occasion.ANNOUNCED;
        }
        boolean more = after.kinds().moreThan(before.kinds()) || event.body() instanceof FlbPreserved;
        return more ? Output.Occasion.PRESERVED : null;
    }

    private Holdings holdings(UpdateState update, FlbStatus but) {
        List<String> flbs = new ArrayList<>();
        scan(EntityKey.prefix(EntityKind.FLB, host(), update.generation()), entity -> {
            if (entity instanceof FlbState flb && flb.status() != but) {
                flbs.add(flb.name());
            }
        });
        if (changed.get(FlbState.key(host(), update.generation(), newFlb())) instanceof FlbState flb
                && flb.status() != but
                && !flbs.contains(flb.name())) {
            flbs.add(flb.name());
        }
        return new Holdings(
                host(),
                update.fromKernel(),
                List.copyOf(update.kinds().byHandler().keySet()),
                flbs);
    }

    /** Name of the FLB that this event is about: it may not be stored yet. */
    private String newFlb() {
        return event.body() instanceof FlbPreserved preserved && preserved.flb() != null ? preserved.flb() : "";
    }

    /**
     * A summary goes out when the outcome changes, and else only with events that aren't about one file: a session of
     * ten thousand files doesn't make ten thousand summaries.
     */
    private UpdateState summarised(UpdateState before, UpdateState after, List<Output> outputs) {
        boolean pending = after.pending() || !after.equals(before);
        boolean tell = after.begun()
                && pending
                && (!before.begun()
                        || before.outcome() != after.outcome()
                        || !(event.body() instanceof io.luoledger.event.FileBody));
        UpdateState done = after.numbered(after.attempts(), pending && !tell, sequence());
        if (tell) {
            outputs.add(new Output.UpdateChanged(done));
        }
        return done;
    }
}
