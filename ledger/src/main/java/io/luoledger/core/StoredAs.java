package io.luoledger.core;

import org.jspecify.annotations.Nullable;

/**
 * Whose a file or a session is, as the mapping of systemd's session says.
 *
 * @param unit whose fd store has it
 * @param fdName its name there, null when it has none
 */
public record StoredAs(String unit, @Nullable String fdName) {
    @Override
    public String toString() {
        return unit + (fdName == null ? "" : ": " + fdName);
    }
}
