package io.luoledger.preflight;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One host whose next kernel is announced. Life: given the host's events in the order of its ledger; then asked which
 * boot runs, what was announced in it last, and for the event that announces something else.
 */
public final class AnnouncingHost {
    private final String host;
    private final Set<String> boots = new HashSet<>();
    private @Nullable Boot running;
    private @Nullable TargetAnnounced announced;
    private long sequence = -1;
    private long announcements;

    public AnnouncingHost(String host) {
        this.host = host;
    }

    public void accept(LiveUpdateEvent event) {
        if (!event.host().equals(host)) {
            return;
        }
        if (boots.add(event.boot().id())) {
            running(event.boot());
        }
        if (running != null
                && running.id().equals(event.boot().id())
                && event.body() instanceof TargetAnnounced latest
                && event.sequence() > sequence) {
            announced = latest;
            sequence = event.sequence();
            announcements++;
        }
    }

    /** The boot that runs, as somebody knows better than the ledger. False when it is one that the ledger knows to be over. */
    public boolean runs(Boot boot) {
        if (running != null && running.id().equals(boot.id())) {
            return true;
        }
        running(boot);
        return boots.add(boot.id());
    }

    private void running(Boot boot) {
        running = boot.withSide(Side.OUTGOING);
        announced = null;
        sequence = -1;
        announcements = 0;
    }

    /** The boot that runs, null when nobody said. */
    public @Nullable Boot running() {
        return running;
    }

    /** What was announced last in this boot, null when nothing was. */
    public @Nullable TargetAnnounced announced() {
        return announced;
    }

    /** Sequence of that event, -1 when there is none. */
    public long sequence() {
        return sequence;
    }

    /** The event that announces this; call only when the running boot is known. */
    public Draft announce(TargetAnnounced target, Moment at) {
        Boot boot = running;
        if (boot == null) {
            throw new IllegalStateException("nobody knows which boot runs");
        }
        // a source of its own for each boot: said twice it enters the ledger once, taken back and said again it enters
        // anew
        return new Draft(host, new Source(Source.idOf("announce", host, boot.id()), announcements), boot, at, target);
    }
}
