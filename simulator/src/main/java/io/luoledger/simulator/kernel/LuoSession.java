package io.luoledger.simulator.kernel;

import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.EntryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A named set of files, in one half of a kernel. */
final class LuoSession {
    private final String name;
    private final Side side;
    private final EntryStore blocks;
    private final List<PreservedFile> files = new ArrayList<>();
    private final Map<Long, PreservedFile> byToken = new HashMap<>(2);
    private boolean retrieved;
    private boolean leaked;
    private boolean frozen;
    private long entryCount;

    /**
     * @param name one char per byte
     */
    LuoSession(String name, Side side, EntryStore blocks) {
        this.name = name;
        this.side = side;
        this.blocks = blocks;
    }

    /** One char per byte. */
    String name() {
        return name;
    }

    /** As the ledger names it: the bytes read as UTF-8. */
    Session session() {
        return sessionNamed(name);
    }

    static Session sessionNamed(String bytes) {
        return Session.named(new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    Side side() {
        return side;
    }

    boolean incoming() {
        return side == Side.INCOMING;
    }

    EntryStore blocks() {
        return blocks;
    }

    List<PreservedFile> files() {
        return files;
    }

    @Nullable
    PreservedFile file(long token) {
        return byToken.get(token);
    }

    void add(PreservedFile file) {
        files.add(file);
        // of a broken hand-over two files may have one token: then the first is found
        byToken.putIfAbsent(file.token(), file);
    }

    PreservedFile removeLast() {
        PreservedFile file = files.removeLast();
        byToken.remove(file.token(), file);
        return file;
    }

    /** Frozen ahead of the reboot. */
    boolean frozen() {
        return frozen;
    }

    void frozen(boolean nowFrozen) {
        frozen = nowFrozen;
    }

    /** EBUSY while it is frozen. */
    void requireOpen() {
        if (frozen) {
            throw new SysError("EBUSY");
        }
    }

    /** EINVAL unless it is frozen. */
    void requireFrozen() {
        if (!frozen) {
            throw new SysError("EINVAL");
        }
    }

    /** How many files are written down for the next kernel. */
    long entryCount() {
        return entryCount;
    }

    void entryCount(long written) {
        entryCount = written;
    }

    boolean retrieved() {
        return retrieved;
    }

    /** RETRIEVE_SESSION: EINVAL the second time. */
    void retrieve() {
        if (retrieved) {
            throw new SysError("EINVAL");
        }
        retrieved = true;
    }

    /** Its last descriptor was closed, and it couldn't be finished: nobody reaches it any more. */
    void leak() {
        leaked = true;
    }

    boolean leaked() {
        return leaked;
    }
}
