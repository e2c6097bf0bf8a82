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
            null),
    HWPOISON("with the list of pages with memory errors that KHO carries, version 1", null),
    HWPOISON_V2("hwpoison, in a version 2 that nobody posted", HWPOISON),
    PSTORE("with a store of one crash log that KHO carries, as a struct", null),
    PSTORE_FDT("pstore, as a flattened tree, which it was first", PSTORE),
    FEATURES(
            "with feature headers in place of LUO's and the memfd handler's strings; a memfd's is looked at when it is retrieved, EIO when refused",
            null),
    FEATURES_OPTIONAL(
            "features, and one more of LUO's and of memfds, in use, that the next kernel needn't know", FEATURES),
    FEATURES_TRANSITION("features, and one more is known and not in use", FEATURES),
    FEATURES_REQUIRED("features, and one more is in use that the next kernel has to know", FEATURES),
    FEATURES_AT_OPEN("features, and a memfd's is looked at at the first open", FEATURES),
    VERSIONS("with versions in LUO's KHO subtree: version 1, and nothing for kernels that know of no versions", null),
    VERSIONS_MIXED("versions, and LUO's subtree also for kernels that know of no versions", VERSIONS),
    VERSIONS_1_2("versions 1 and 2, each a copy", VERSIONS),
    VERSIONS_2("version 2 alone", VERSIONS),
    BOOTMEM("the parameter kho_scratch= is called kho_bootmem=, as in 7.4, and the old name is not taken", null),
    BOOTMEM_BOTH("bootmem, and the old name is taken as well", BOOTMEM);

    private static final String BUMPED_MEMFD = "memfd-v3";
    private static final String FEATURE_STRUCTS = """
            luo_ser 152: supp u64@0+8, req u64@8+8, active u64@16+8, liveupdate_num u64@128+8, sessions_pa u64@136+8, flbs_pa u64@144+8
            memfd_luo_ser 176: supp u64@0+8, req u64@8+8, active u64@16+8, pos u64@128+8, size u64@136+8, seals u32@144+4, flags u32@148+4, nr_folios u64@152+8, folios kho_vmalloc@160+16
            """;

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
        KernelProfile before = base == null ? kernel : base.on(kernel);
        EnumSet<Posted> more = EnumSet.of(this);
        more.addAll(before.posted());
        return before.withPosted(more).withAbi(abi(before.abi()));
    }

    private PreservedAbi abi(PreservedAbi before) {
        return switch (this) {
            case FILE_ARGS_BUMPED -> before.withStrings(Map.of(PreservedAbi.MEMFD_COMPATIBLE, BUMPED_MEMFD));
            case HWPOISON ->
                before.withStrings(Map.of(PoisonedPages.VERSION, "1"))
                        .withStructs(Mainline.structs(
                                "hwpoison_ser 32: version u32@0+4, count u64@8+8, pfns kho_vmalloc@16+16"));
            case HWPOISON_V2 -> before.withStrings(Map.of(PoisonedPages.VERSION, "2"));
            case PSTORE -> before.withStructs(Mainline.structs("pstore_ser 48: version u32@0+4, record u64@8+8"));
            case FEATURES ->
                before.withStrings(Map.of(PreservedAbi.MEMFD_COMPATIBLE, "memfd"))
                        .withStructs(Mainline.structs(FEATURE_STRUCTS));
            default -> before;
        };
    }
}
