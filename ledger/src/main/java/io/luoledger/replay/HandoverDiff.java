package io.luoledger.replay;

import io.luoledger.core.BusState;
import io.luoledger.core.DeviceState;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityKind;
import io.luoledger.core.FileState;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbState;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.FunctionState;
import io.luoledger.core.HostState;
import io.luoledger.core.LogState;
import io.luoledger.core.PathState;
import io.luoledger.core.Phases;
import io.luoledger.core.Placement;
import io.luoledger.core.SessionState;
import io.luoledger.core.SessionStatus;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.event.PciAddress;
import io.luoledger.finding.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an outgoing kernel promised against what became of it.
 *
 * @param update the update as far as it is known
 * @param at when it was, null when nobody knows
 * @param incomingSeen whether the incoming kernel is in the log
 * @param lines one per session, file, FLB and device; a session's files behind it
 * @param findings everything that the checks said of this update
 */
public record HandoverDiff(
        UpdateState update, @Nullable BootMoment at, boolean incomingSeen, List<Line> lines, List<Finding> findings) {
    /**
     * One thing that was handed over, or turned up.
     *
     * @param kind session, file, FLB or device
     * @param subject as findings name it
     * @param promised as the outgoing kernel left it, null where its half isn't in the log
     * @param found as it was in the end, null where no incoming kernel is in the log
     * @param kept whether it came back as it was promised, null as long as nobody knows
     * @param findings those about it
     * @param phases of a session or device that the incoming kernel has, null for others
     */
    public record Line(
            EntityKind kind,
            String subject,
            @Nullable Entity promised,
            @Nullable Entity found,
            @Nullable Boolean kept,
            List<Finding> findings,
            @Nullable Phases phases) {
        public Line {
            findings = List.copyOf(findings);
        }

        /** The entity, as late as it is known. */
        public Entity entity() {
            return Objects.requireNonNull(found != null ? found : promised);
        }
    }

    public HandoverDiff {
        lines = List.copyOf(lines);
        findings = List.copyOf(findings);
    }

    /**
     * Compares.
     *
     * @param at when the update was
     * @param promised before the incoming kernel's first event
     * @param found in the end, null when no incoming kernel is in the log
     * @param findings of this update
     */
    public static HandoverDiff of(
            UpdateState update,
            @Nullable BootMoment at,
            Handover promised,
            @Nullable Handover found,
            List<Finding> findings) {
        Map<EntityKey, Entity> all = new TreeMap<>(promised.entities());
        if (found != null) {
            all.putAll(found.entities());
        }
        Map<String, List<Finding>> bySubject = new LinkedHashMap<>();
        findings.forEach(finding -> bySubject
                .computeIfAbsent(finding.subject(), subject -> new ArrayList<>())
                .add(finding));
        Map<EntityKey, List<FileState>> files = found == null ? Map.of() : filesOf(found);
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<EntityKey, Entity> entry : all.entrySet()) {
            String subject = subject(entry.getValue());
            if (subject != null) {
                Entity after = found == null ? null : found.entities().get(entry.getKey());
                lines.add(new Line(
                        entry.getValue().kind(),
                        subject,
                        promised.entities().get(entry.getKey()),
                        after,
                        (found == null || uncertain(update, after)) ? null : kept(after),
                        bySubject.getOrDefault(subject, List.of()),
                        incoming(after) ? Phases.of(update, files.getOrDefault(entry.getKey(), List.of())) : null));
            }
        }
        lines.sort(Comparator.comparing(HandoverDiff::group)
                .thenComparingLong(line -> first(line.entity()))
                .thenComparing(Line::subject));
        return new HandoverDiff(update, at, found != null, lines, findings);
    }

    /** The files of each session, and the one of each device. */
    private static Map<EntityKey, List<FileState>> filesOf(Handover found) {
        Map<EntityKey, List<FileState>> files = new HashMap<>();
        for (Entity entity : found.entities().values()) {
            if (entity instanceof FileState file) {
                add(files, SessionState.key(file.host(), file.generation(), file.session()), file);
                if (file.device() != null) {
                    add(files, DeviceState.key(file.host(), file.generation(), file.device()), file);
                }
            }
        }
        return files;
    }

    private static void add(Map<EntityKey, List<FileState>> files, EntityKey key, FileState file) {
        files.computeIfAbsent(key, first -> new ArrayList<>()).add(file);
    }

    private static boolean incoming(@Nullable Entity found) {
        return (found instanceof SessionState session && session.incoming())
                || (found instanceof DeviceState device && device.incoming());
    }

    private static @Nullable String subject(Entity entity) {
        return switch (entity) {
            case SessionState session -> session.subject();
            case FileState file -> file.subject();
            case FlbState flb -> flb.subject();
            case DeviceState device -> device.subject();
            case HostState h -> null;
            case LogState l -> null;
            case UpdateState u -> null;
            case FunctionState f -> null;
            case PathState p -> null;
            case BusState b -> null;
        };
    }

    /** A session with its files first, then FLBs, then devices. */
    private static String group(Line line) {
        return switch (line.entity()) {
            case SessionState session -> "0 " + session.name() + " 0";
            case FileState file -> "0 " + file.session() + " 1";
            default -> line.kind() == EntityKind.FLB ? "1" : "2";
        };
    }

    private static long first(Entity entity) {
        return switch (entity) {
            case SessionState session -> session.firstSequence();
            case FileState file -> file.firstSequence();
            case FlbState flb -> flb.firstSequence();
            case DeviceState device -> device.firstSequence();
            case HostState h -> 0;
            case LogState l -> 0;
            case UpdateState u -> 0;
            case FunctionState f -> 0;
            case PathState p -> 0;
            case BusState b -> 0;
        };
    }

    /** Whether it may have been settled where the source has a gap. */
    private static boolean uncertain(UpdateState update, @Nullable Entity found) {
        return switch (found) {
            case SessionState session ->
                session.status().open() && update.progress().gapBehind(session.lastSequence());
            case FileState file -> file.status().open() && update.progress().gapBehind(file.lastSequence());
            case FlbState flb -> flb.status().open() && update.progress().gapBehind(flb.lastSequence());
            case DeviceState device ->
                device.status() == DeviceStatus.PROMISED && update.progress().gapBehind(device.lastSequence());
            case null -> false;
            default -> false;
        };
    }

    /** What wasn't handed over any more at the kexec isn't owed. */
    private static @Nullable Boolean kept(@Nullable Entity found) {
        return switch (found) {
            case null -> null;
            case SessionState session ->
                session.status() == SessionStatus.ABORTED
                        ? null
                        : (Boolean) (session.status() == SessionStatus.FINISHED
                                || session.status() == SessionStatus.RETRIEVED);
            case FileState file ->
                file.status() == FileStatus.UNPRESERVED
                        ? null
                        : (Boolean) (file.status() == FileStatus.FINISHED || file.status() == FileStatus.RETRIEVED);
            case FlbState flb ->
                flb.status() == FlbStatus.UNPRESERVED
                        ? null
                        : (Boolean) (flb.status() == FlbStatus.FINISHED || flb.status() == FlbStatus.RETRIEVED);
            case DeviceState device ->
                device.status() == DeviceStatus.UNPRESERVED
                        ? null
                        : (Boolean) ((device.status() == DeviceStatus.FINISHED
                                        || device.status() == DeviceStatus.RETRIEVED)
                                && (device.placement() == Placement.STABLE || device.placement() == Placement.UNKNOWN));
            default -> null;
        };
    }

    /** A state as one word, with what belongs to it: "RETRIEVE_FAILED EIO", "FINISHED MOVED to 0000:02:00.0". */
    public static String words(@Nullable Entity entity) {
        return switch (entity) {
            case null -> "-";
            case SessionState session ->
                session.status()
                        + (session.files() == 0
                                ? ""
                                : ", " + (session.files() == 1 ? "1 file" : session.files() + " files"));
            case FileState file -> file.status() + (file.errno() == null ? "" : " " + file.errno());
            case FlbState flb -> flb.status().name();
            case DeviceState device -> device.status() + placement(device);
            default -> entity.kind().toString();
        };
    }

    private static String placement(DeviceState device) {
        PciAddress now = device.foundAt();
        if (device.placement() == Placement.UNKNOWN) {
            return "";
        }
        return " " + device.placement() + (now == null || now.equals(device.address()) ? "" : " to " + now);
    }
}
