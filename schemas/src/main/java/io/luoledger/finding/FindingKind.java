package io.luoledger.finding;

import org.jspecify.annotations.Nullable;

/**
 * One check: its stable id and what it means.
 *
 * @param id LIFE-*, BDF-*, ABI-* or LOG-*
 * @param title a few words
 * @param explanation why it matters
 * @param remedy what to do
 */
public record FindingKind(String id, Severity severity, String title, String explanation, String remedy) {
    public FindingKind {
        if (!id.matches("(LIFE|BDF|ABI|LOG)-[A-Z0-9]+(-[A-Z0-9]+)*")) {
            throw new IllegalArgumentException("not a finding id: " + id);
        }
    }

    // An id is one kind. What a record has of itself is made at run time, and a start waits for it.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FindingKind kind && kind.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
