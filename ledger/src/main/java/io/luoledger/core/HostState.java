package io.luoledger.core;

import io.luoledger.event.BootMoment;
import io.luoledger.event.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host: its latest boots and the oldest live update it still holds states of.
 *
 * @param boots the latest boots, oldest first, never empty
 */
public record HostState(String host, List<BootMark> boots, long oldestGeneration) implements Entity {
    public HostState {
        boots = List.copyOf(boots);
    }

    /** The boot that runs. */
    public BootMark current() {
        return boots.getLast();
    }

    @Nullable
    BootMark find(String bootId) {
        for (int i = boots.size() - 1; i >= 0; i--) {
            if (boots.get(i).id().equals(bootId)) {
                return boots.get(i);
            }
        }
        return null;
    }

    /**
     * When a live update was: when the reboot was called, or, where no clock tells that, when the incoming kernel came up.
     * Null where neither was seen, or its boots are forgotten.
     */
    public @Nullable BootMoment when(UpdateState update) {
        BootMoment called = called(update);
        BootMoment cameUp = cameUp(update);
        if (called == null || (cameUp != null && called.at().equals(Moment.UNKNOWN))) {
            return cameUp;
        }
        // a wall clock says more to people than one that began with its boot
        boolean onlyThen = called.at().wallMicros() == null
                && cameUp != null
                && cameUp.at().wallMicros() != null;
        return onlyThen ? cameUp : called;
    }

    private @Nullable BootMoment called(UpdateState update) {
        BootMark outgoing = update.attempts() == 0 ? null : ofOrdinal(update.generation() - 1);
        return outgoing == null
                ? null
                : new BootMoment(outgoing.id(), update.freeze().first());
    }

    private @Nullable BootMoment cameUp(UpdateState update) {
        BootMark incoming = ofOrdinal(update.generation());
        return incoming == null
                ? null
                : new BootMoment(incoming.id(), update.progress().incomingAt());
    }

    private @Nullable BootMark ofOrdinal(long ordinal) {
        for (BootMark boot : boots) {
            if (boot.ordinal() == ordinal) {
                return boot;
            }
        }
        return null;
    }

    HostState withBoot(BootMark boot, int keep) {
        List<BootMark> longer = new ArrayList<>(boots);
        longer.add(boot);
        return new HostState(host, longer.subList(Math.max(0, longer.size() - keep), longer.size()), oldestGeneration);
    }

    /** With what was told of one of its boots. */
    HostState withChanged(BootMark boot) {
        return new HostState(
                host,
                boots.stream()
                        .map(one -> one.id().equals(boot.id()) ? boot : one)
                        .toList(),
                oldestGeneration);
    }

    HostState forgotTo(long generation) {
        return new HostState(host, boots, generation);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.HOST;
    }

    @Override
    public EntityKey key() {
        return EntityKey.host(host);
    }
}
