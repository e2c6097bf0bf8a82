package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.FlatTree;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The store of one crash log as posted for KHO, in its two encodings: a flattened tree first, then a struct. Neither reads the other. */
final class CrashLog {
    static final String NODE = "pstore-kho";

    private static final String STRUCT = "pstore_ser";
    private static final long VERSION = 1;
    private static final String COMPATIBLE = "compatible";
    private static final String COMPATIBLE_VALUE = "pstore-kho-v1\0";
    private static final String RECORD = "pstore_kho_record";
    /** As one of each is built: 1 << CONFIG_LOG_BUF_SHIFT. */
    private static final long MOST_BYTES = 1L << 17;

    private final Kho kho;
    private final boolean flatTree;
    private boolean written;
    private long receivedBytes = -1;

    CrashLog(Kho kho, boolean flatTree) {
        this.kho = kho;
        this.flatTree = flatTree;
    }

    void write(long bytes) {
        if (written || bytes > MOST_BYTES) {
            throw new SysError("ENOSPC");
        }
        long record = kho.allocatePreserved(Long.BYTES + bytes);
        kho.memory().write(record, Long.BYTES, bytes);
        written = true;
        if (flatTree) {
            FlatTree.Node root = new FlatTree.Node("");
            root.properties().put(COMPATIBLE, COMPATIBLE_VALUE.getBytes(StandardCharsets.US_ASCII));
            root.properties()
                    .put(
                            RECORD,
                            ByteBuffer.allocate(Long.BYTES)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .putLong(record)
                                    .array());
            byte[] tree = FlatTree.write(root);
            long address = kho.allocatePreserved(tree.length);
            kho.memory().put(address, tree);
            kho.addSubtree(NODE, address, tree.length);
        } else {
            int size = kho.abi().struct(STRUCT).size();
            StructView struct = view(kho.allocatePreserved(size));
            struct.set("version", VERSION);
            struct.set("record", record);
            kho.addSubtree(NODE, struct.address(), size);
        }
    }

    private StructView view(long address) {
        return new StructView(kho.memory(), kho.abi(), STRUCT, address);
    }

    long read() {
        if (receivedBytes < 0) {
            throw new SysError("ENOENT");
        }
        return receivedBytes;
    }

    KhoSubtree receive(Kho.Blob blob) {
        return flatTree ? receiveTree(blob) : receiveStruct(blob);
    }

    private KhoSubtree receiveStruct(Kho.Blob blob) {
        StructView struct = view(blob.address());
        long version = struct.get("version");
        boolean readable = blob.size() >= kho.abi().struct(STRUCT).size() && version == VERSION;
        return received("version 0x%x".formatted(version), "version 0x1", readable ? struct.get("record") : 0);
    }

    private KhoSubtree receiveTree(Kho.Blob blob) {
        FlatTree.Node root =
                FlatTree.read(kho.memory().bytes(blob.address(), kho.memory().pageSize()));
        byte[] record = root == null
                        || !Arrays.equals(
                                root.properties().get(COMPATIBLE), COMPATIBLE_VALUE.getBytes(StandardCharsets.US_ASCII))
                ? null
                : root.properties().get(RECORD);
        return received(
                root == null ? "no flattened tree" : "flattened tree",
                "flattened tree",
                record == null || record.length != Long.BYTES
                        ? 0
                        : ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    /** @param record its address, 0 for none that can be read */
    private KhoSubtree received(String left, String taken, long record) {
        if (record == 0) {
            return new KhoSubtree(NODE, SubtreeFate.IGNORED, left, taken, null, null);
        }
        // nobody looks how much was really left
        receivedBytes = kho.memory().read(record, Long.BYTES);
        return new KhoSubtree(NODE, SubtreeFate.TAKEN, left, taken, 1L, null);
    }
}
