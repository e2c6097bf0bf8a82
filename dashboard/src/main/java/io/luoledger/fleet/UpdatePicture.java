package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.DeviceState;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.FileState;
import io.luoledger.core.FlbState;
import io.luoledger.core.Ledger;
import io.luoledger.core.SessionState;
import io.luoledger.core.UpdateState;
import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import io.luoledger.event.UnknownBody;
import io.luoledger.finding.Finding;
import io.luoledger.replay.Replay;
import io.luoledger.view.EventFields;
import io.luoledger.view.ViewRecords;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A live update as a picture: a lane per session, file, FLB and device, with what happened to each and the states that the
 * fold says it was in. Made of a host's log, which is folded event by event: a lane's state is looked at when an event names
 * it, and every lane's where a kernel comes up.
 *
 * @param state as it ended
 * @param lanes the kernel first, then sessions each followed by its files, FLBs, devices
 */
public record UpdatePicture(UpdateView update, UpdateState state, List<Lane> lanes, List<Finding> findings) {

    /** Of this live update; of several of one number (a cold boot counts anew) the last one. Null where there is none. */
    public static @Nullable UpdatePicture of(
            HostLog log, long number, AbiGate gate, Map<String, AbiDescriptor> kernels) {
        Replay whole = log.replay(gate, kernels, null);
        UpdateState state = whole.updates().stream()
                .filter(update -> update.number() == number)
                .reduce((earlier, later) -> later)
                .orElse(null);
        if (state == null) {
            return null;
        }
        List<Finding> findings = whole.findings().stream()
                .filter(finding -> finding.liveUpdate() == number)
                .toList();
        Drawing drawing = new Drawing(log.host(), state.generation());
        Replay replay = new Replay(new Ledger(), gate, log.host(), null);
        for (RecordedEvent event : log.events()) {
            replay.accept(event);
            drawing.draw(event.event(), replay.entities());
        }
        drawing.end(replay.entities());
        findings.forEach(drawing::pin);
        UpdateView view = whole.updateViews().stream()
                .filter(update -> update.getLiveUpdate() == number)
                .reduce((earlier, later) -> later)
                .orElseGet(() -> ViewRecords.update(state, null));
        return new UpdatePicture(view, state, drawing.lanes(), findings);
    }

    /** The lanes while they are drawn. */
    private static final class Drawing {
        private static final String KERNEL = "kernel";

        /** With more, a session's lane would be a blot, and megabytes. */
        private static final int MOST_FILES = 200;

        private final String host;
        private final long generation;
        private final Lane kernel = new Lane(KERNEL, Lane.Kind.KERNEL, KERNEL, null);
        private final Map<EntityKey, Lane> lanes = new LinkedHashMap<>();
        private final BootOrdinals boots = new BootOrdinals();
        private Lane.@Nullable Mark last;
        private boolean settled;

        Drawing(String host, long generation) {
            this.host = host;
            this.generation = generation;
        }

        /** The outgoing half is in the boot before this generation, the incoming one in the boot of it. */
        void draw(LiveUpdateEvent event, EntityReader entities) {
            long ordinal = boots.of(event, entities);
            boolean newBoot = boots.first();
            if (newBoot && ordinal > generation && !settled) {
                settled = true;
                // what the incoming kernel left is settled with the next one's coming up, by a clock of its own
                lanes.forEach((key, lane) -> look(key, lane, entities, event.sequence(), Lane.Clock.INCOMING, null));
            }
            if (!(ordinal == generation - 1 && ofOutgoing(event)) && !(ordinal == generation && ofIncoming(event))) {
                return;
            }
            Lane.Clock clock = ordinal < generation ? Lane.Clock.OUTGOING : Lane.Clock.INCOMING;
            Long nanos = event.at().monotonicNanos();
            Map<EntityKey, Lane> named = named(event.body(), entities);
            Lane.Mark mark = new Lane.Mark(
                    event.sequence(),
                    event.body().type(),
                    event.body().result().toString(),
                    clock,
                    nanos,
                    label(event.body()));
            boolean ofKernel = named.isEmpty() && !(event.body() instanceof DeviceBody);
            if (ofKernel) {
                kernel.mark(mark);
            }
            named.values().forEach(lane -> lane.mark(mark));
            // what happens to the kernel may happen to all that it holds
            (newBoot || ofKernel ? lanes : named)
                    .forEach((key, lane) -> look(key, lane, entities, event.sequence(), clock, nanos));
            last = mark;
        }

        /** As it stands at the end of the log, if no later kernel settled it. */
        void end(EntityReader entities) {
            Lane.Mark end = last;
            if (end != null && !settled) {
                lanes.forEach((key, lane) -> look(key, lane, entities, end.sequence(), end.clock(), end.nanos()));
            }
        }

        /** A kernel also has what it received itself. */
        private static boolean ofOutgoing(LiveUpdateEvent event) {
            return event.boot().side() != Side.INCOMING;
        }

        /** And what it is to hand over. */
        private static boolean ofIncoming(LiveUpdateEvent event) {
            return event.boot().side() != Side.OUTGOING
                    && !(event.body() instanceof KernelBody.HandoverStarted)
                    && !(event.body() instanceof KernelBody.HandoverAborted)
                    && !(event.body() instanceof KernelBody.TargetAnnounced);
        }

        /** The lanes of what an event names, with that of its session. */
        private Map<EntityKey, Lane> named(Body body, EntityReader entities) {
            Map<EntityKey, Lane> named = new LinkedHashMap<>();
            switch (body) {
                case SessionBody session -> session(named, session.session());
                case FileBody file -> {
                    String parent = session(named, file.session());
                    file(named, file, parent);
                    device(named, file.device(), entities);
                }
                case FlbBody flb -> {
                    if (flb.flb() != null) {
                        lane(named, FlbState.key(host, generation, flb.flb()), Lane.Kind.FLB, flb.flb(), null);
                    }
                }
                case DeviceBody device -> device(named, device.address(), entities);
                case KernelBody ofKernel -> {}
                case UnknownBody unknown -> {}
            }
            return named;
        }

        private @Nullable String session(Map<EntityKey, Lane> named, @Nullable Session session) {
            return session == null
                    ? null
                    : lane(
                            named,
                            SessionState.key(host, generation, session.name()),
                            Lane.Kind.SESSION,
                            session.name(),
                            null);
        }

        private void file(Map<EntityKey, Lane> named, FileBody file, @Nullable String parent) {
            if (file.session() != null && file.token() != null) {
                lane(
                        named,
                        FileState.key(host, generation, file.session().name(), file.token()),
                        Lane.Kind.FILE,
                        file.session().name() + " " + file.token(),
                        parent);
            }
        }

        /** Of preserved functions alone, under the address that they were preserved at, wherever they are now. */
        private void device(Map<EntityKey, Lane> named, @Nullable PciAddress address, EntityReader entities) {
            if (address == null) {
                return;
            }
            EntityKey own = DeviceState.key(host, generation, address);
            if (entities.get(own) != null) {
                lane(named, own, Lane.Kind.DEVICE, address.toString(), null);
            }
            lanes.forEach((key, lane) -> {
                if (lane.kind() == Lane.Kind.DEVICE
                        && entities.get(key) instanceof DeviceState device
                        && address.equals(device.foundAt())) {
                    named.put(key, lane);
                }
            });
        }

        private String lane(
                Map<EntityKey, Lane> named, EntityKey key, Lane.Kind kind, String label, @Nullable String parent) {
            String id = kind.name().toLowerCase(Locale.ROOT) + ":" + label;
            named.put(key, lanes.computeIfAbsent(key, first -> new Lane(id, kind, label, parent)));
            return id;
        }

        private static void look(
                EntityKey key,
                Lane lane,
                EntityReader entities,
                long sequence,
                Lane.Clock clock,
                @Nullable Long nanos) {
            String state = state(entities.get(key));
            if (state == null) {
                lane.leave(sequence, clock, nanos);
            } else {
                lane.enter(state, sequence, clock, nanos);
            }
        }

        private static @Nullable String state(@Nullable Entity entity) {
            return switch (entity) {
                case null -> null;
                case SessionState session -> session.status().name();
                case FileState file -> file.status().name();
                case FlbState flb -> flb.status().name();
                case DeviceState device -> device.status().name();
                default -> null;
            };
        }

        private static String label(Body body) {
            return EventFields.of(body).entrySet().stream()
                    .map(field -> field.getKey() + " " + field.getValue())
                    .collect(Collectors.joining("  "));
        }

        /** Where its subject is; else where its evidence is; else on the kernel's lane. */
        void pin(Finding finding) {
            List<Lane> about = lanes.values().stream()
                    .filter(lane -> finding.subject().equals(subject(lane)))
                    .toList();
            List<Lane> shown = about.isEmpty()
                    ? lanes.values().stream()
                            .filter(lane -> finding.evidence().stream().anyMatch(lane::has))
                            .toList()
                    : about;
            (shown.isEmpty() ? List.of(kernel) : shown).forEach(lane -> lane.found(finding));
        }

        /** As findings name it. */
        private static String subject(Lane lane) {
            return lane.kind().name().toLowerCase(Locale.ROOT) + " " + lane.label();
        }

        /** Sessions each followed by its files; then FLBs; then devices. */
        List<Lane> lanes() {
            List<Lane> ordered = new ArrayList<>(List.of(kernel));
            Map<String, List<Lane>> files =
                    of(Lane.Kind.FILE).collect(Collectors.groupingBy(file -> String.valueOf(file.parent())));
            of(Lane.Kind.SESSION).forEach(session -> {
                List<Lane> own = files.getOrDefault(session.id(), List.of());
                if (own.size() > MOST_FILES) {
                    session.withoutFiles();
                }
                ordered.add(session);
                ordered.addAll(own);
            });
            of(Lane.Kind.FLB).forEach(ordered::add);
            of(Lane.Kind.DEVICE).forEach(ordered::add);
            return ordered;
        }

        private Stream<Lane> of(Lane.Kind kind) {
            return lanes.values().stream().filter(lane -> lane.kind() == kind);
        }
    }
}
