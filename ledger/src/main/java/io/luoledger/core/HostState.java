package io.luoledger.core;

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
