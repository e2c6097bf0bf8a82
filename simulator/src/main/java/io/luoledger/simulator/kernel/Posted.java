package io.luoledger.simulator.kernel;

import io.luoledger.simulator.memory.PreservedAbi;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was posted and is in no release, beside FREEZE of single sessions: each a variant by its name, off elsewhere. What a posting leaves open is
 * as its own words suggest, unless one of these says otherwise.
 */
public enum Posted {
    VFIO_MODULE(
            "the handler of device files is in a module: registered when that is loaded, which is behind PID 1 unless the initrd has it",
            null),
    FILE_ARGS(
            "with an argument of PRESERVE_FD and RETRIEVE_FD, retrieve errors that may be repeated, and files of a tmpfs: as posted, EINVAL"
                    + " for what the posting gives no errno",
            null),
    FILE_ARGS_BUMPED("file-args, and the memfd handler has another string", FILE_ARGS),
    FILE_ARGS_EOPNOTSUPP("file-args, and EOPNOTSUPP for what the posting gives no errno", FILE_ARGS),
    RETRIEVE_INTO_FD(
            "with RETRIEVE_INTO_FD (0x44) as posted: into an empty file of a tmpfs that the caller gives, and nothing else of the ABI changes",
            null);

    private static final String BUMPED_MEMFD = "memfd-v3";

    private final String about;
    private final @Nullable Posted base;

    /**
     * @param base what it is a choice of, null for a posting itself
     */
    Posted(String about, @Nullable Posted base) {
        this.about = about;
        this.base = base;
    }

    /** A sentence. */
    String about() {
        return about;
    }

    /** Behind a release and a +. */
    String variant() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kernel with it. */
    KernelProfile on(KernelProfile kernel) {
        EnumSet<Posted> more = EnumSet.of(this);
        more.addAll(kernel.posted());
        if (base != null) {
            more.add(base);
        }
        KernelProfile with = kernel.withPosted(more);
        return this == FILE_ARGS_BUMPED
                ? with.withAbi(with.abi().withStrings(Map.of(PreservedAbi.MEMFD_COMPATIBLE, BUMPED_MEMFD)))
                : with;
    }
}
