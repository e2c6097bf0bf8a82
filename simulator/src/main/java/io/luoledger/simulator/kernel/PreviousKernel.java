package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel leaves of itself beside the hand-over ({@code kho_kexec_metadata}).
 *
 * @param release as it calls itself
 * @param kexecs how many there were since the cold boot, the one that ended it included
 */
public record PreviousKernel(String release, long kexecs) {
    static final String NODE = "kexec-metadata";
    private static final String STRUCT = "kho_kexec_metadata";
    private static final String RELEASE = "previous_release";
    private static final String COUNT = "kexec_count";

    /** What was received; null without a hand-over, and where the node is missing, too short or of another version. */
    static @Nullable PreviousKernel read(Kho kho) {
        PreservedAbi abi = kho.abi();
        if (!kho.isKhoBoot() || !abi.has(STRUCT)) {
            return null;
        }
        try {
            Kho.Blob blob = kho.retrieveSubtree(NODE);
            StructView metadata = new StructView(kho.memory(), abi, STRUCT, blob.address());
            boolean readable = blob.size() >= abi.struct(STRUCT).size()
                    && metadata.get("version") == Long.parseLong(abi.string(PreservedAbi.KHO_METADATA_VERSION));
            return readable ? new PreviousKernel(metadata.string(RELEASE), metadata.get(COUNT)) : null;
        } catch (SysError ignored) {
            // an unknown version or a missing node costs a warning and nothing else
            return null;
        }
    }

    /** Leaves it for the next kernel. */
    void write(Kho kho) {
        if (!kho.abi().has(STRUCT)) {
            return;
        }
        int size = kho.abi().struct(STRUCT).size();
        StructView metadata = new StructView(kho.memory(), kho.abi(), STRUCT, kho.allocatePreserved(size));
        metadata.set("version", Long.parseLong(kho.abi().string(PreservedAbi.KHO_METADATA_VERSION)));
        metadata.set(RELEASE, release);
        metadata.set(COUNT, kexecs);
        kho.addSubtree(NODE, metadata.address(), size);
    }
}
