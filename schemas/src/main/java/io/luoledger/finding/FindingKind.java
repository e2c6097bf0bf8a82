package io.luoledger.finding;

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
}
