package io.luoledger.cli;

import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.StoredFd;
import java.util.Objects;

/** A mapping of systemd's fd stores, for people. */
final class FdStoreText {
    private FdStoreText() {}

    static String title(FdStoreMapped mapping) {
        if (mapping.problem() != null) {
            return "a mapping that nobody can read";
        }
        int entries = mapping.entries().size();
        return "mapping of version " + Long.toUnsignedString(Objects.requireNonNull(mapping.version())) + " with "
                + (entries == 1 ? "1 entry" : entries + " entries");
    }

    /** An entry a line: unit, name, what it is. */
    static TextTable entries(FdStoreMapped mapping, int indent) {
        TextTable table = new TextTable(indent);
        for (StoredFd entry : mapping.entries()) {
            table.row(
                    Printable.text(entry.unit()),
                    entry.fdName() == null ? "-" : Printable.text(entry.fdName()),
                    what(entry),
                    Boolean.FALSE.equals(entry.unitKnown()) ? "unit not there" : "");
        }
        return table;
    }

    private static String what(StoredFd entry) {
        return switch (entry.type()) {
            case StoredFd.FD -> "token " + (entry.token() == null ? "?" : entry.token());
            case StoredFd.SESSION ->
                "session " + (entry.sessionName() == null ? "?" : Printable.text(entry.sessionName()));
            default -> "type " + Printable.text(entry.type());
        };
    }
}
