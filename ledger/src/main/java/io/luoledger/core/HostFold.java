package io.luoledger.core;

import io.luoledger.event.BootMoment;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Token;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One host's state while an event is applied to it: what rules ask for is read from where it is kept, what they change
 * is seen by whoever asks next, and all of it is written at once or never. Life: begun with the event; its boot is said;
 * rules read, change and raise; asked for what changed; {@link #write written} once, or dropped.
 */
final class HostFold {
    private final Entities entities;
    private final LiveUpdateEvent event;
    /** Few, but at a boot. */
    private final Map<EntityKey, Entity> changed = new LinkedHashMap<>(4);
    /** Rare. */
    private Map<EntityKey, Entity> forgotten = Collections.emptyMap();
    /** Few: those of the boot that runs, and at its begin of the one before. */
    private final List<UpdateState> asked = new ArrayList<>(2);
    /** Those that were changed, in this order. */
    private final List<UpdateDraft> updates = new ArrayList<>(2);

    private final List<Finding> findings = new ArrayList<>(0);
    private @Nullable BootMark boot;

    HostFold(Entities entities, LiveUpdateEvent event) {
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

    boolean knowsBoot() {
        return boot != null;
    }

    // ---- one of a kind ----

    @Nullable
    HostState hostState() {
        return (HostState) get(EntityKey.host(host()));
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
    DeviceState device(long generation, PciAddress address) {
        return (DeviceState) get(DeviceState.key(host(), generation, address));
    }

    /** @param ordinal of the boot that has it there */
    @Nullable
    FunctionState function(long ordinal, PciAddress address) {
        return (FunctionState) get(FunctionState.key(host(), ordinal, address));
    }

    /** Where the kernel before this boot ({@code incoming()}) or this one ({@code outgoing()}) has the end of this path. */
    @Nullable
    PathState path(long generation, int segment, @Nullable Integer rootBus, List<Integer> path) {
        return (PathState) get(PathState.key(host(), generation, segment, rootBus, path));
    }

    /** What is remembered of a boot's buses, which may be nothing. */
    BusState buses(long ordinal) {
        BusState known = knownBuses(ordinal);
        return known == null ? BusState.of(host(), ordinal) : known;
    }

    /** The same; null when it is nothing. */
    @Nullable
    BusState knownBuses(long ordinal) {
        return (BusState) get(BusState.key(host(), ordinal));
    }

    private @Nullable Entity get(EntityKey key) {
        Entity mine = changed.get(key);
        return mine != null ? mine : forgotten.containsKey(key) ? null : read(key);
    }

    /** What became of an entity that was there a moment ago. */
    private @Nullable Entity now(Entity entity) {
        EntityKey key = entity.key();
        return forgotten.containsKey(key) ? null : changed.getOrDefault(key, entity);
    }

    // ---- all of a kind ----

    List<SessionState> sessions(long generation) {
        return all(SessionState.class, EntityKey.prefix(EntityKind.SESSION, host(), generation));
    }

    List<FileState> files(SessionState session) {
        return files(session.generation(), session.name());
    }

    List<FileState> files(long generation, String session) {
        return all(FileState.class, EntityKey.prefix(EntityKind.FILE, host(), generation, session));
    }

    List<FlbState> flbs(long generation) {
        return all(FlbState.class, EntityKey.prefix(EntityKind.FLB, host(), generation));
    }

    List<DeviceState> devices(long generation) {
        return all(DeviceState.class, EntityKey.prefix(EntityKind.DEVICE, host(), generation));
    }

    List<FunctionState> functions(long ordinal) {
        return all(FunctionState.class, EntityKey.prefix(EntityKind.FUNCTION, host(), ordinal));
    }

    /** The ends of this function's path, in whichever segment. */
    List<PathState> paths(long generation, PciIdentity identity) {
        return all(PathState.class, PathState.anySegment(host(), generation, identity));
    }

    /** Hands over everything that belongs to one live update, each as it is by then. */
    void everything(long generation, Consumer<Entity> sink) {
        for (Entity one : all(Entity.class, EntityKey.generation(host(), generation))) {
            Entity now = one instanceof UpdateState ? update(generation) : now(one);
            if (now != null) {
                sink.accept(now);
            }
        }
    }

    /** With this event's changes, in the order of the keys; what is new comes last. */
    private <T extends Entity> List<T> all(Class<T> type, Scope scope) {
        List<T> found = new ArrayList<>();
        Map<EntityKey, Entity> mine = changedWithin(scope);
        for (Entity kept : scan(scope)) {
            Entity now = mine.isEmpty() && forgotten.isEmpty() ? kept : takeOff(mine, kept);
            if (now != null) {
                found.add(type.cast(now));
            }
        }
        mine.values().forEach(fresh -> found.add(type.cast(fresh)));
        return found;
    }

    /** What became of an entity that is kept: so what is left of the changes is new. */
    private @Nullable Entity takeOff(Map<EntityKey, Entity> changes, Entity kept) {
        EntityKey key = kept.key();
        Entity change = changes.remove(key);
        return change != null ? change : forgotten.containsKey(key) ? null : kept;
    }

    private Map<EntityKey, Entity> changedWithin(Scope scope) {
        Map<EntityKey, Entity> within = new LinkedHashMap<>();
        changed.forEach((key, entity) -> {
            if (key.within(scope)) {
                within.put(key, entity);
            }
        });
        return within;
    }

    // ---- changes ----

    void put(Entity entity) {
        EntityKey key = entity.key();
        changed.put(key, entity);
        if (!forgotten.isEmpty()) {
            forgotten.remove(key);
        }
    }

    void forget(Entity entity) {
        EntityKey key = entity.key();
        if (forgotten.isEmpty()) {
            forgotten = new LinkedHashMap<>();
        }
        changed.remove(key);
        forgotten.put(key, entity);
        if (entity instanceof UpdateState update) {
            asked.removeIf(one -> one.generation() == update.generation());
            updates.removeIf(draft -> draft.generation() == update.generation());
        }
    }

    // ---- live updates ----

    @Nullable
    UpdateState update(long generation) {
        UpdateDraft draft = draft(generation);
        return draft != null ? draft.now() : kept(generation);
    }

    private @Nullable UpdateDraft draft(long generation) {
        for (UpdateDraft draft : updates) {
            if (draft.generation() == generation) {
                return draft;
            }
        }
        return null;
    }

    /** As it was before the event. */
    private @Nullable UpdateState kept(long generation) {
        for (UpdateState one : asked) {
            if (one.generation() == generation) {
                return one;
            }
        }
        UpdateState kept = (UpdateState) get(UpdateState.key(host(), generation));
        if (kept != null) {
            asked.add(kept);
        }
        return kept;
    }

    /** Begins a live update of which nothing is known yet. */
    void begin(UpdateState update) {
        updates.add(new UpdateDraft(update));
    }

    /** Makes sure that the outgoing half's update is there. */
    void prepare(long generation) {
        if (draft(generation) == null && kept(generation) == null) {
            begin(UpdateState.preparing(host(), generation, number(generation), boot().kernel()));
        }
    }

    /** Changes the update if there is one. */
    void change(long generation, Consumer<UpdateDraft> how) {
        UpdateDraft draft = draft(generation);
        if (draft == null) {
            UpdateState kept = kept(generation);
            if (kept == null) {
                return;
            }
            draft = new UpdateDraft(kept);
            updates.add(draft);
        }
        draft.change(how);
    }

    /** The number of the live update with this generation. */
    long number(long generation) {
        UpdateDraft draft = draft(generation);
        UpdateState known = draft != null ? draft.before() : kept(generation);
        return known != null ? known.number() : boot().liveUpdate() + (generation - boot().ordinal());
    }

    /**
     * Whether the source has a gap behind that event, in either half of that live update: what isn't there from then on
     * may have been lost, so nothing follows from its absence or from the order of the rest.
     */
    boolean gapBehind(long generation, long sequence) {
        UpdateDraft draft = draft(generation);
        if (draft != null) {
            return draft.gapBehind(sequence);
        }
        UpdateState known = kept(generation);
        return known != null && known.progress().gapBehind(sequence);
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
        findings.add(new Finding(kind, host(), liveUpdate, subject, expected, found, sequences, BootMoment.of(event)));
    }

    // ---- what came of it ----

    List<Finding> findings() {
        return findings;
    }

    /** The live updates that were changed, in this order. */
    List<UpdateDraft> updates() {
        return updates;
    }

    Collection<Entity> forgotten() {
        return forgotten.values();
    }

    /** Writes everything that changed, and the log. */
    void write(LogState log) {
        try {
            changed.forEach(entities::put);
            for (UpdateDraft update : updates) {
                entities.put(update.now());
            }
            forgotten.keySet().forEach(entities::delete);
            entities.put(log);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
    }

    // ---- where it is kept: what fails there isn't the event's fault ----

    private @Nullable Entity read(EntityKey key) {
        try {
            return entities.get(key);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
    }

    private List<Entity> scan(Scope scope) {
        List<Entity> kept = new ArrayList<>();
        try {
            entities.scan(scope, kept::add);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
        return kept;
    }
}
