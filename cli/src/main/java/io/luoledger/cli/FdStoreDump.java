package io.luoledger.cli;

import io.luoledger.abi.fdstore.FdStoreMapping;
import io.luoledger.abi.memory.DumpReader.Dump;
import io.luoledger.abi.memory.DumpReader.DumpedFile;
import io.luoledger.abi.memory.DumpReader.DumpedSession;
import io.luoledger.abi.memory.MemfdContents;
import io.luoledger.abi.memory.PreservedMemory;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.files.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a dump has of systemd's fd stores.
 *
 * @param session PID 1's, null when it isn't in the dump
 * @param contents of its token 0, null when the dump doesn't have them
 * @param mapping that they are, null when the dump doesn't have them
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
record FdStoreDump(
        @Nullable DumpedSession session,
        byte @Nullable [] contents,
        @Nullable FdStoreMapped mapping) {
    static FdStoreDump of(PreservedMemory memory, Dump dump) {
        DumpedSession session = dump.sessions().stream()
                .flatMap(block -> block.entries().stream())
                .filter(one -> one.name().equals(FdStoreMapping.SESSION))
                .findFirst()
                .orElse(null);
        byte[] contents = session == null ? null : contents(memory, session);
        return new FdStoreDump(session, contents, contents == null ? null : FdStoreMapping.read(contents));
    }

    private static byte @Nullable [] contents(PreservedMemory memory, DumpedSession session) {
        return session.blocks().stream()
                .flatMap(block -> block.entries().stream())
                .filter(file -> file.token() == FdStoreMapping.TOKEN.bits())
                .map(DumpedFile::memfd)
                .filter(Objects::nonNull)
                .findFirst()
                .map(memfd -> MemfdContents.read(memory, memfd, FdStoreMapping.MOST_BYTES))
                .orElse(null);
    }

    /** Whether systemd can read what there is to read. */
    boolean readable() {
        return mapping == null
                || (mapping.problem() == null && Objects.equals(mapping.version(), FdStoreMapping.VERSION));
    }

    /** Why there are no contents. */
    String missing() {
        return session == null
                ? "no session " + FdStoreMapping.SESSION + " in it"
                : "the contents of token " + FdStoreMapping.TOKEN + " of session " + FdStoreMapping.SESSION
                        + " aren't in it: a dump of the structs alone has no pages of files";
    }

    void writeTo(OutputFile output) {
        try {
            output.stream().write(Objects.requireNonNull(contents));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For people; nothing where there is no such session. */
    void print(PrintWriter out) {
        if (session == null) {
            return;
        }
        if (mapping == null) {
            out.println("  session " + FdStoreMapping.SESSION + ": which unit has what isn't told, " + missing());
            return;
        }
        if (!readable()) {
            out.println("  ERROR systemd can't read which unit has what, and throws its session away: "
                    + (mapping.problem() == null ? FdStoreText.title(mapping) : Printable.text(mapping.problem())));
            return;
        }
        out.println("  session " + FdStoreMapping.SESSION + ": " + FdStoreText.title(mapping));
        FdStoreText.entries(mapping, 4).print(out);
    }
}
