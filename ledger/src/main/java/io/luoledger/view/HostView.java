package io.luoledger.view;

import io.luoledger.core.BootMark;
import io.luoledger.core.BusState;
import io.luoledger.core.DeviceState;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.FileState;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbState;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.FunctionState;
import io.luoledger.core.HostState;
import io.luoledger.core.LogState;
import io.luoledger.core.PathState;
import io.luoledger.core.Phases;
import io.luoledger.core.Progress;
import io.luoledger.core.SessionState;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one host, for people and programs: its live updates oldest first, and within each everything in the
 * order in which it was created.
 *
 * @param announced which kernel the running one is to hand over to, null when nobody said
 * @param updates those that were begun and are still kept
 * @param generations all that are kept, by generation
 * @param deviceFiles the file that stands for a device, by the device's key
 */
public record HostView(
        HostState state,
        Progress.@Nullable Announcement announced,
        List<UpdateState> updates,
        List<SessionView> sessions,
        List<FlbState> flbs,
        List<DeviceState> devices,
        Map<Long, UpdateState> generations,
        Map<EntityKey, FileState> deviceFiles) {
    /** A session with its files. */
    public record SessionView(SessionState session, List<FileState> files) {
        /** How many files were seen to be finished whose tokens the source never told. */
        public long untoldFiles() {
            return session.incoming() ? Math.max(0, session.files() - files.size()) : 0;
        }
    }

    /** The view of a host, or null when nothing is known of it. */
    public static @Nullable HostView of(EntityReader entities, String host) {
        if (!(entities.get(EntityKey.host(host)) instanceof HostState state)) {
            return null;
        }
        List<UpdateState> updates = new ArrayList<>();
        List<SessionState> sessions = new ArrayList<>();
        Map<EntityKey, List<FileState>> files = new HashMap<>();
        Map<EntityKey, FileState> deviceFiles = new HashMap<>();
        List<FlbState> flbs = new ArrayList<>();
        List<DeviceState> devices = new ArrayList<>();
        Map<Long, UpdateState> generations = new HashMap<>();
        entities.scan(EntityKey.updates(host), entity -> {
            switch (entity) {
                case UpdateState update -> {
                    generations.put(update.generation(), update);
                    if (update.begun()) {
                        updates.add(update);
                    }
                }
                case SessionState session -> sessions.add(session);
                case FileState file -> {
                    files.computeIfAbsent(
                                    SessionState.key(host, file.generation(), file.session()), key -> new ArrayList<>())
                            .add(file);
                    if (file.device() != null && file.status() != FileStatus.UNPRESERVED) {
                        deviceFiles.put(DeviceState.key(host, file.generation(), file.device()), file);
                    }
                }
                case FlbState flb -> flbs.add(flb);
                case DeviceState device -> devices.add(device);
                case HostState h -> {}
                case LogState l -> {}
                case FunctionState f -> {}
                case PathState p -> {}
                case BusState b -> {}
            }
        });
        sessions.sort(
                Comparator.comparingLong(SessionState::generation).thenComparingLong(SessionState::firstSequence));
        flbs.sort(Comparator.comparingLong(FlbState::generation).thenComparingLong(FlbState::firstSequence));
        List<SessionView> views = new ArrayList<>();
        for (SessionState session : sessions) {
            List<FileState> held = files.getOrDefault(session.key(), List.of());
            views.add(new SessionView(
                    session,
                    held.stream()
                            .sorted(Comparator.comparingLong(FileState::firstSequence))
                            .toList()));
        }
        return new HostView(state, announced(entities, state), updates, views, flbs, devices, generations, deviceFiles);
    }

    private static Progress.@Nullable Announcement announced(EntityReader entities, HostState state) {
        return entities.get(UpdateState.key(state.host(), state.current().outgoing())) instanceof UpdateState update
                ? update.progress().announced()
                : null;
    }

    /** The number of the live update that something of this generation belongs to. */
    public long number(long generation) {
        BootMark boot = state.current();
        UpdateState update = generations.get(generation);
        return update != null ? update.number() : boot.liveUpdate() + generation - boot.ordinal();
    }

    /** How long the phases of a session took that was handed over; null for another one. */
    public @Nullable Phases phases(SessionView session) {
        return phases(session.session().incoming(), session.session().generation(), session.files());
    }

    /** The same of a device. */
    public @Nullable Phases phases(DeviceState device) {
        FileState file = deviceFiles.get(device.key());
        return phases(device.incoming(), device.generation(), file == null ? List.of() : List.of(file));
    }

    private @Nullable Phases phases(boolean incoming, long generation, List<FileState> files) {
        UpdateState update = generations.get(generation);
        return incoming && update != null ? Phases.of(update, files) : null;
    }

    /** When one of its live updates was, see {@link HostState#when}. */
    public @Nullable BootMoment when(UpdateState update) {
        return state.when(update);
    }

    /** Whether this is only the last state that a source with gaps shows. */
    public boolean uncertain(SessionState session) {
        return (session.status().open() || session.status().outgoing())
                && gapBehind(session.generation(), session.lastSequence());
    }

    /**
     * The same of a file, which is no more certain than its session; of a lost one, too: the finish of a session settles also
     * what a retrieve didn't find.
     */
    public boolean uncertain(SessionState session, FileState file) {
        boolean mayChange = file.status().open() || file.status().outgoing() || file.status() == FileStatus.LOST;
        return mayChange && (uncertain(session) || gapBehind(file.generation(), file.lastSequence()));
    }

    public boolean uncertain(FlbState flb) {
        return (flb.status().open() || flb.status() == FlbStatus.PRESERVED)
                && gapBehind(flb.generation(), flb.lastSequence());
    }

    public boolean uncertain(DeviceState device) {
        return switch (device.status()) {
            case PRESERVED, PROMISED, RETRIEVED -> gapBehind(device.generation(), device.lastSequence());
            case RETRIEVE_FAILED, FINISHED, UNPRESERVED, LEAKED, LOST -> false;
        };
    }

    private boolean gapBehind(long generation, long sequence) {
        UpdateState update = generations.get(generation);
        return update != null && update.progress().gapBehind(sequence);
    }

    /** Names of every host that is known here, in order. */
    public static List<String> hosts(EntityReader entities) {
        List<String> hosts = new ArrayList<>();
        entities.scan(EntityKey.hosts(), host -> hosts.add(host.host()));
        hosts.sort(Comparator.naturalOrder());
        return hosts;
    }
}
