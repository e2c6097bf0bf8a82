package io.luoledger.simulator.kernel;

import io.luoledger.simulator.kernel.KernelProfile.Option;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.pci.PciOptions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Released kernels, as data. Figures: x86-64, 4 KiB pages, the releases' own type information. */
final class Mainline {
    private static final int PAGE_SIZE = 4096;

    /** The live-update test's FLBs, on the memfd handler. */
    static final List<String> TEST_FLBS =
            List.of("liveupdate-test-flb-v0", "liveupdate-test-flb-v1", "liveupdate-test-flb-v2");

    private static final Set<Defect> KNOWN_DEFECTS =
            EnumSet.of(Defect.EMPTY_SESSION_BLOCK, Defect.FLB_COUNT_UNDERFLOW, Defect.NOEXEC_WRITE_SEALED);

    /** What never changed. */
    private static final String STRUCTS = """
            luo_session_ser 80: name char[64]@0+64, file_set_ser luo_file_set_ser@64+16
            luo_file_set_ser 16: files u64@0+8, count u64@8+8
            luo_file_ser 64: compatible char[48]@0+48, data u64@48+8, token u64@56+8
            memfd_luo_folio_ser 16: pfn u64@0+8:0/52, flags u64@0+8:52/12, index u64@8+8
            kho_vmalloc 16: first.phys u64@0+8, total_pages u32@8+4, flags u16@12+2, order u16@14+2
            kho_vmalloc_chunk 4096: hdr kho_vmalloc_hdr@0+8, phys u64[511]@8+4088
            """;

    private static final String LUO_V5_STRUCTS = STRUCTS + """
            luo_ser 32: compatible char[8]@0+8, liveupdate_num u64@8+8, sessions_pa u64@16+8, flbs_pa u64@24+8
            luo_flb_header_ser 16: pgcnt u64@0+8, count u64@8+8
            luo_flb_ser 64: name char[48]@0+48, data u64@48+8, count u64@56+8
            memfd_luo_ser 48: pos u64@0+8, size u64@8+8, seals u32@16+4, flags u32@20+4, nr_folios u64@24+8, folios kho_vmalloc@32+16
            kho_block_header_ser 16: next u64@0+8, count u64@8+8
            kho_kexec_metadata 73: version u32@0+4, previous_release char[65]@4+65, kexec_count u32@69+4
            """;

    private static final String LUO_V1_STRUCTS = STRUCTS + """
            luo_session_header_ser 8: count u64@0+8
            memfd_luo_ser 40: pos u64@0+8, size u64@8+8, nr_folios u64@16+8, folios kho_vmalloc@24+16
            khoser_mem_chunk_hdr 16: next u64@0+8, order u32@8+4, num_elms u32@12+4
            khoser_mem_bitmap_ptr 16: phys_start u64@0+8, bitmap u64@8+8
            """;

    private Mainline() {}

    /** Configured for live update, and for more. */
    private static KernelProfile.Config built(Option... more) {
        EnumSet<Option> on = EnumSet.of(Option.KHO, Option.LIVEUPDATE, Option.LIVEUPDATE_ON, Option.MEMFD);
        on.addAll(List.of(more));
        return new KernelProfile.Config(on);
    }

    private static PreservedAbi luoV5() {
        Map<String, String> strings = new LinkedHashMap<>();
        strings.put(PreservedAbi.KHO_COMPATIBLE, "kho-v4");
        strings.put(PreservedAbi.KHO_MEMORY_MAP, "preserved-memory-map");
        strings.put(PreservedAbi.KHO_DATA, "preserved-data");
        strings.put(PreservedAbi.KHO_SIZE, "blob-size");
        strings.put(PreservedAbi.KHO_RADIX_DEPTH, "6");
        strings.put(PreservedAbi.KHO_METADATA_VERSION, "1");
        strings.put(PreservedAbi.LUO_COMPATIBLE, "luo-v5");
        strings.put(PreservedAbi.LUO_ENTRY, "LUO");
        strings.put(PreservedAbi.MEMFD_COMPATIBLE, "memfd-v2");
        return new PreservedAbi(PAGE_SIZE, strings, structs(LUO_V5_STRUCTS));
    }

    /** Layouts, one a line. */
    static Map<String, StructLayout> structs(String lines) {
        Map<String, StructLayout> structs = new LinkedHashMap<>();
        lines.lines().map(StructLayout::parse).forEach(layout -> structs.put(layout.name(), layout));
        return structs;
    }

    /** 6.19 as merged: the first with the orchestrator, on flattened trees, without FLBs, seals and the checks of its stable fixes. */
    static KernelProfile v619() {
        Map<String, String> strings = new LinkedHashMap<>();
        strings.put(PreservedAbi.KHO_COMPATIBLE, "kho-v1");
        strings.put(PreservedAbi.KHO_MEMORY_MAP, "preserved-memory-map");
        strings.put(PreservedAbi.KHO_DATA, "fdt");
        strings.put(PreservedAbi.LUO_COMPATIBLE, "luo-v1");
        strings.put(PreservedAbi.LUO_SESSION_COMPATIBLE, "luo-session-v2");
        strings.put(PreservedAbi.LUO_ENTRY, "LUO");
        strings.put(PreservedAbi.MEMFD_COMPATIBLE, "memfd-v1");
        strings.put("PAGES_OF_luo_session_ser", "16");
        strings.put("HEADER_OF_luo_session_ser", "luo_session_header_ser");
        strings.put("PAGES_OF_luo_file_ser", "2");
        return new KernelProfile(
                "6.19",
                new PreservedAbi(PAGE_SIZE, strings, structs(LUO_V1_STRUCTS)),
                LuoRules.V6_19,
                DeviceRules.NONE,
                built(Option.NET, Option.IO_URING, Option.IOMMUFD),
                PciOptions.DEFAULT,
                List.of(),
                EnumSet.of(Defect.FALLOCATED_PAGES_LOST),
                List.of(),
                Set.of());
    }

    /** 7.2, as the oracle's kernel was built: without networking, io_uring and iommufd. */
    static KernelProfile v72() {
        return new KernelProfile(
                "7.2",
                luoV5(),
                LuoRules.V7,
                DeviceRules.NONE,
                built(),
                PciOptions.DEFAULT,
                TEST_FLBS,
                KNOWN_DEFECTS,
                List.of(),
                Set.of());
    }

    static KernelProfile v73() {
        return new KernelProfile(
                "7.3",
                luoV5(),
                LuoRules.V7,
                DeviceRules.NONE,
                built(Option.NET, Option.IO_URING, Option.IOMMUFD),
                PciOptions.DEFAULT,
                TEST_FLBS,
                KNOWN_DEFECTS,
                List.of(),
                Set.of());
    }
}
