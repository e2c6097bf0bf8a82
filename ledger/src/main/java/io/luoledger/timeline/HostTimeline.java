package io.luoledger.timeline;

import io.luoledger.event.Boot;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.UnknownBody;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One host's process: its tracks, what is open on them, and where on the timeline it is. */
final class HostTimeline {
    private static final String KERNEL = "kernel";
    /** Drawn where no clock tells how long a kernel took to come up. Unit: nanoseconds. */
    private static final long UNKNOWN_GAP_NANOS = 1_000_000;

    private final PerfettoTrace trace;
    private final String host;
    private final int pid;
    private final long process;
    /** Tracks that were described since this kernel came up: described again for each, so that they can be forgotten. */
    private final Map<String, Long> tracks = new LinkedHashMap<>();

    private final Set<String> openSessions = new LinkedHashSet<>();
    /** Arrows that this kernel began, for the next one to end: an arrow's end without a beginning is an error. */
    private Set<Long> promised = new HashSet<>();

    private Set<Long> arriving = new HashSet<>();
    private @Nullable Boot boot;
    private @Nullable Long bootNanos;
    private long kernels;
    private boolean handingOver;
    private long now;

    HostTimeline(PerfettoTrace trace, String host, int pid, long originNanos) {
        this.trace = trace;
        this.host = host;
        this.pid = pid;
        this.now = originNanos;
        this.process = id("process");
    }

    void accept(LiveUpdateEvent event) {
        Boot before = boot;
        boolean first = before == null;
        boolean newBoot = before == null || !event.boot().id().equals(before.id());
        boolean known = move(event, newBoot, first);
        if (first) {
            trace.process(process, now, pid, host);
        }
        if (newBoot) {
            tracks.clear();
            arriving = promised;
            promised = new HashSet<>();
            kernels++;
            if (!first) {
                trace.end(track(KERNEL), now);
            }
            boot = event.boot();
            trace.begin(
                    track(KERNEL),
                    now,
                    KERNEL,
                    event.boot().kernel() + ", live update " + event.boot().liveUpdate()
                            + (first || known ? "" : " (came up after an unknown time)"));
        }
        draw(event);
    }

    /** Moves on to the event's time. Between two kernels the gap is drawn; returns whether its length is known. */
    private boolean move(LiveUpdateEvent event, boolean newBoot, boolean first) {
        Long wall = event.at().wallMicros();
        Long nanos = event.at().monotonicNanos();
        long left = now;
        if (wall != null) {
            now = first ? Timeline.nanos(wall) : Math.max(now, Timeline.nanos(wall));
        } else if (newBoot && !first) {
            pass(UNKNOWN_GAP_NANOS);
        } else if (nanos != null && bootNanos != null) {
            pass(nanos - bootNanos);
        }
        bootNanos = nanos != null ? nanos : newBoot ? null : bootNanos;
        if (newBoot && !first) {
            close(left);
            trace.begin(track(KERNEL), left, KERNEL, wall != null ? "kernel gap" : "kernel gap, length unknown");
        }
        return wall != null;
    }

    /** Never back, and never past the end of time: clocks may say anything. */
    private void pass(long nanos) {
        now += Math.clamp(nanos, 0, Timeline.END_NANOS - now);
    }

    /** Ends everything that doesn't outlive the kernel. */
    private void close(long nanos) {
        openSessions.forEach(session -> trace.end(track(session), nanos));
        openSessions.clear();
        if (handingOver) {
            trace.end(track(KERNEL), nanos);
            handingOver = false;
        }
        trace.end(track(KERNEL), nanos);
    }

    void end() {
        if (boot != null) {
            close(now);
        }
    }

    private void draw(LiveUpdateEvent event) {
        switch (event.body()) {
            case SessionBody body -> session(event, body);
            case FileBody body -> file(event, body);
            case FlbBody body -> flb(event, body);
            case KernelBody body -> kernel(event, body);
            case DeviceBody body -> device(event, body);
            case UnknownBody body -> instant(event, KERNEL, "unknown", null, "");
        }
    }

    // ---- sessions and files ----

    private void session(LiveUpdateEvent event, SessionBody body) {
        String track = sessionTrack(body.session());
        instant(event, track, "session", null, "");
        if (!body.result().ok()) {
            return;
        }
        switch (body) {
            case SessionBody.SessionCreated b -> open(track, "outgoing");
            case SessionBody.SessionRetrieved b -> open(track, "incoming");
            case SessionBody.SessionFinished b -> shut(track);
            case SessionBody.SessionClosed b -> shut(track);
            case SessionBody.FdStoreMapped b -> {}
        }
    }

    private void open(String track, String side) {
        if (openSessions.add(track)) {
            trace.begin(track(track), now, "session", side);
        }
    }

    private void shut(String track) {
        if (openSessions.remove(track)) {
            trace.end(track(track), now);
        }
    }

    private void file(LiveUpdateEvent event, FileBody body) {
        String track = sessionTrack(body.session());
        String token = body.token() == null ? "" : " " + body.token();
        instant(event, track, "file", flow(body), token);
        if (body.device() != null) {
            instant(event, deviceTrack(body.device()), "file", null, " " + track + token);
        }
    }

    /** From a preserve over the kexec to the retrieve of the same token. */
    private PerfettoTrace.@Nullable Flow flow(FileBody body) {
        if (body.token() == null || !body.result().ok()) {
            return null;
        }
        String file = "file " + sessionTrack(body.session()) + " " + body.token();
        return switch (body) {
            case FileBody.FilePreserved b -> promise(file);
            case FileBody.FileUnpreserved b -> withdraw(file);
            case FileBody.FileRetrieved b -> arrive(file);
            default -> null;
        };
    }

    /** Which kernel promised makes the difference between arrows of the same file. */
    private PerfettoTrace.Flow promise(String what) {
        long id = id(what + " promised by " + kernels);
        promised.add(id);
        return new PerfettoTrace.Flow(id, false);
    }

    private PerfettoTrace.@Nullable Flow withdraw(String what) {
        long id = id(what + " promised by " + kernels);
        return promised.remove(id) ? new PerfettoTrace.Flow(id, true) : null;
    }

    private PerfettoTrace.@Nullable Flow arrive(String what) {
        long id = id(what + " promised by " + (kernels - 1));
        return arriving.remove(id) ? new PerfettoTrace.Flow(id, true) : null;
    }

    // ---- the rest ----

    private void flb(LiveUpdateEvent event, FlbBody body) {
        boolean known = body.flb() != null && body.result().ok();
        String what = "flb " + body.flb();
        PerfettoTrace.Flow flow = switch (body) {
            case FlbBody.FlbPreserved b -> known ? promise(what) : null;
            case FlbBody.FlbRetrieved b -> known ? arrive(what) : null;
            case FlbBody.FlbUnpreserved b -> known ? withdraw(what) : null;
            default -> null;
        };
        instant(event, "FLBs", "flb", flow, body.flb() == null ? "" : " " + body.flb());
    }

    private void kernel(LiveUpdateEvent event, KernelBody body) {
        instant(event, KERNEL, KERNEL, null, "");
        if (body instanceof KernelBody.HandoverStarted && body.result().ok() && !handingOver) {
            handingOver = true;
            trace.begin(track(KERNEL), now, KERNEL, "freeze");
        } else if (body instanceof KernelBody.HandoverAborted && handingOver) {
            handingOver = false;
            trace.end(track(KERNEL), now);
        }
    }

    private void device(LiveUpdateEvent event, DeviceBody body) {
        PciAddress address = body.address();
        instant(event, address == null ? "devices" : deviceTrack(address), "device", null, "");
    }

    private void instant(
            LiveUpdateEvent event, String track, String category, PerfettoTrace.@Nullable Flow flow, String what) {
        String errno = event.body().result().errnoName();
        trace.instant(
                track(track),
                now,
                errno == null ? category : category + ",refused",
                event.body().type() + what + (errno == null ? "" : ": " + errno),
                flow,
                Map.of("sequence", String.valueOf(event.sequence())));
    }

    private static String sessionTrack(@Nullable Session session) {
        return session == null ? "session unknown" : "session " + session.name();
    }

    private static String deviceTrack(PciAddress address) {
        return "device " + address;
    }

    private long track(String name) {
        Long known = tracks.get(name);
        if (known != null) {
            return known;
        }
        long uuid = id("track " + name);
        trace.track(uuid, process, name);
        tracks.put(name, uuid);
        return uuid;
    }

    /** The same words give the same number, other words another one. FNV-1a, then mixed. */
    private long id(String words) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : (host + "\n" + words).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (hash ^ (hash >>> 33)) | 1;
    }
}
