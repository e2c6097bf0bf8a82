package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.FlatTree;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the orchestrator's hand-over begins: a struct of its own (from luo-v3 on), or a flattened tree (luo-v1). */
interface LuoRoot {
    /** What a kernel finds at the root. */
    record Found(long number, long sessions, long flbs) {}

    /** Address of what is handed over. */
    long address();

    /** Its size in bytes. */
    long size();

    /** Writes the root, with the address of the first session block or of the session array. */
    void write(long number, long sessions, long flbs);

    /** A fresh one, as this kernel's ABI has it. */
    static LuoRoot allocate(Kho kho, KernelProfile profile) {
        return kho.abi().has(Blob.STRUCT) ? new Blob(kho, guard(profile)) : new Tree(kho);
    }

    /** Its features, or null for a string. */
    private static @Nullable Features guard(KernelProfile profile) {
        return profile.has(Posted.FEATURES) ? Features.ofLuo(profile) : null;
    }

    /** Reads a received one. EINVAL, ENOENT when it is broken or another version's. */
    static Found read(Kho kho, KernelProfile profile, Kho.Blob blob) {
        return kho.abi().has(Blob.STRUCT) ? Blob.read(kho, guard(profile), blob) : Tree.read(kho, blob);
    }

    /** {@code luo_ser}. */
    final class Blob implements LuoRoot {
        static final String STRUCT = "luo_ser";

        private final Kho kho;
        private final StructView root;
        private final @Nullable Features features;

        private Blob(Kho kho, @Nullable Features features) {
            this.kho = kho;
            this.features = features;
            this.root = new StructView(kho.memory(), kho.abi(), STRUCT, kho.allocatePreserved(size()));
        }

        @Override
        public long address() {
            return root.address();
        }

        @Override
        public long size() {
            return kho.abi().struct(STRUCT).size();
        }

        @Override
        public void write(long number, long sessions, long flbs) {
            if (features == null) {
                root.set("compatible", kho.abi().string(PreservedAbi.LUO_COMPATIBLE));
            } else {
                features.write(root);
            }
            root.set("liveupdate_num", number);
            root.set("sessions_pa", sessions);
            root.set("flbs_pa", flbs);
        }

        private static Found read(Kho kho, @Nullable Features mine, Kho.Blob blob) {
            StructView root = new StructView(kho.memory(), kho.abi(), STRUCT, blob.address());
            if (blob.size() < kho.abi().struct(STRUCT).size()) {
                throw new SysError("EINVAL");
            }
            boolean refused = mine == null
                    ? !root.string("compatible").equals(kho.abi().string(PreservedAbi.LUO_COMPATIBLE))
                    : Features.read(root).refusedBy(mine) != 0;
            if (refused) {
                throw new SysError("EINVAL");
            }
            return new Found(root.get("liveupdate_num"), root.get("sessions_pa"), root.get("flbs_pa"));
        }
    }

    /** A flattened tree with a node for the sessions, and one for the FLBs where the ABI has them. */
    final class Tree implements LuoRoot {
        private static final String SESSIONS = "luo-session";
        private static final String SESSIONS_HEADER = "luo-session-header";
        private static final String FLBS = "luo-flb";
        private static final String FLBS_HEADER = "luo-flb-header";
        private static final String NUMBER = "liveupdate-number";
        private static final String COMPATIBLE = "compatible";

        private final Kho kho;
        private final long address;

        private Tree(Kho kho) {
            this.kho = kho;
            this.address = kho.allocatePreserved(kho.memory().pageSize());
        }

        @Override
        public long address() {
            return address;
        }

        @Override
        public long size() {
            return kho.memory().pageSize();
        }

        @Override
        public void write(long number, long sessions, long flbs) {
            FlatTree.Node root = new FlatTree.Node("");
            root.properties().put(COMPATIBLE, text(kho.abi().string(PreservedAbi.LUO_COMPATIBLE)));
            root.properties().put(NUMBER, bytes(number));
            root.children()
                    .add(node(
                            SESSIONS,
                            kho.abi().string(PreservedAbi.LUO_SESSION_COMPATIBLE),
                            SESSIONS_HEADER,
                            sessions));
            String flbString = kho.abi().stringOrNull(PreservedAbi.LUO_FLB_COMPATIBLE);
            if (flbString != null) {
                root.children().add(node(FLBS, flbString, FLBS_HEADER, flbs));
            }
            kho.memory()
                    .put(
                            address,
                            Arrays.copyOf(FlatTree.write(root), kho.memory().pageSize()));
        }

        private static FlatTree.Node node(String name, String compatible, String property, long address) {
            FlatTree.Node node = new FlatTree.Node(name);
            node.properties().put(COMPATIBLE, text(compatible));
            node.properties().put(property, bytes(address));
            return node;
        }

        private static Found read(Kho kho, Kho.Blob blob) {
            FlatTree.Node root = FlatTree.read(
                    kho.memory().bytes(blob.address(), kho.memory().pageSize()));
            if (root == null || differs(root, kho.abi().string(PreservedAbi.LUO_COMPATIBLE))) {
                throw new SysError("EINVAL");
            }
            long sessions =
                    header(root, SESSIONS, kho.abi().string(PreservedAbi.LUO_SESSION_COMPATIBLE), SESSIONS_HEADER);
            String flbString = kho.abi().stringOrNull(PreservedAbi.LUO_FLB_COMPATIBLE);
            long flbs = flbString == null ? 0 : header(root, FLBS, flbString, FLBS_HEADER);
            return new Found(number(root.properties().get(NUMBER)), sessions, flbs);
        }

        private static long header(FlatTree.Node root, String name, String compatible, String property) {
            FlatTree.Node node = root.child(name);
            if (node == null) {
                throw new SysError("ENOENT");
            }
            if (differs(node, compatible)) {
                throw new SysError("EINVAL");
            }
            return number(node.properties().get(property));
        }

        private static boolean differs(FlatTree.Node node, String compatible) {
            return !Arrays.equals(node.properties().get(COMPATIBLE), text(compatible));
        }

        private static byte[] text(String value) {
            return (value + "\0").getBytes(StandardCharsets.US_ASCII);
        }

        private static byte[] bytes(long value) {
            return ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
        }

        private static long number(byte @Nullable [] property) {
            if (property == null || property.length != Long.BYTES) {
                throw new SysError("EINVAL");
            }
            return ByteBuffer.wrap(property).order(ByteOrder.LITTLE_ENDIAN).getLong();
        }
    }
}
