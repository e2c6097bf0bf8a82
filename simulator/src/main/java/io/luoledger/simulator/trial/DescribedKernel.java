package io.luoledger.simulator.trial;

import io.luoledger.abi.Layer;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.memory.Slot;
import io.luoledger.abi.reading.KernelAbi;
import io.luoledger.abi.reading.KernelAbi.Feature;
import io.luoledger.abi.role.Roles;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfile.Option;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.kernel.LuoRules;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A kernel to simulate, made from a description of its ABI: the behaviour is the simulation's own, of the releases that keep
 * their state in the same kind of places; layouts and strings are the description's.
 */
final class DescribedKernel {
    /** The behaviour of releases whose root is a struct, and that of those whose root is a tree. */
    private static final KernelProfile BEHAVIOUR = KernelProfiles.find("7.3").orElseThrow();

    /** Who has these limits keeps sessions and files in arrays; the others chain blocks. */
    private static final String SESSION_LIMIT = "LUO_SESSION_MAX";

    private static final String FILE_LIMIT = "LUO_FILE_MAX";
    private static final String RADIX_DEPTH = "KHO_TREE_MAX_DEPTH";
    /** Pages of the arrays of sessions and of files, before there were blocks. */
    private static final int SESSION_PAGES = 16;

    private static final int FILE_PAGES = 2;
    private static final int WORD = Long.BYTES;

    private static final Map<String, String> STRINGS = Map.of(
            KernelAbi.key(Layer.KHO_ROOT),
            PreservedAbi.KHO_COMPATIBLE,
            KernelAbi.key(Layer.KHO_MEMORY_MAP),
            PreservedAbi.KHO_MEMORY_MAP,
            KernelAbi.key(Layer.KHO_DATA),
            PreservedAbi.KHO_DATA,
            KernelAbi.key(Layer.KHO_SIZE),
            PreservedAbi.KHO_SIZE,
            KernelAbi.key(Layer.KEXEC_METADATA),
            PreservedAbi.KHO_METADATA_VERSION,
            KernelAbi.key(Layer.LUO),
            PreservedAbi.LUO_COMPATIBLE,
            KernelAbi.key(Layer.LUO_NODE),
            PreservedAbi.LUO_ENTRY,
            KernelAbi.SESSIONS,
            PreservedAbi.LUO_SESSION_COMPATIBLE,
            KernelAbi.FLBS,
            PreservedAbi.LUO_FLB_COMPATIBLE,
            KernelAbi.MEMFD,
            PreservedAbi.MEMFD_COMPATIBLE);

    /** Structs that are read by role, and the fields without which they can't be. */
    private static final Map<String, List<String>> READ = Map.ofEntries(
            Map.entry(Roles.LUO, List.of("compatible", "liveupdate_num", "sessions_pa", "flbs_pa")),
            Map.entry(Roles.SESSION, List.of("name", "file_set_ser")),
            Map.entry(Roles.FILE_SET, List.of("files", "count")),
            Map.entry(Roles.FILE, List.of("compatible", "data", "token")),
            Map.entry(Roles.FLB_HEADER, List.of("pgcnt", "count")),
            Map.entry(Roles.FLB, List.of("name", "data", "count")),
            Map.entry(Roles.MEMFD, List.of("pos", "size", "nr_folios", "folios")),
            Map.entry(Roles.FOLIO, List.of("pfn", "flags", "index")),
            Map.entry(Roles.VMALLOC, List.of("first.phys", "total_pages", "flags", "order")),
            Map.entry(Roles.CHUNK, List.of("hdr", "phys")),
            Map.entry(Roles.CHUNK_HEADER, List.of("next.phys")),
            Map.entry(Roles.BLOCK, List.of("next", "count")),
            Map.entry(Roles.METADATA, List.of("version", "previous_release", "kexec_count")),
            Map.entry(Roles.SESSION_HEADER, List.of("count")),
            Map.entry(Roles.MAP_CHUNK, List.of("next", "order", "num_elms")),
            Map.entry(Roles.MAP_BITMAP, List.of("phys_start", "bitmap")));

    private static final Set<String> TEXTS = Set.of(
            Roles.LUO + ".compatible",
            Roles.SESSION + ".name",
            Roles.FILE + ".compatible",
            Roles.FLB + ".name",
            Roles.METADATA + ".previous_release");

    /** What a struct inside a struct is. */
    private static final Map<String, String> INSIDE = Map.of(
            Roles.SESSION + ".file_set_ser", Roles.FILE_SET,
            Roles.MEMFD + ".folios", Roles.VMALLOC);

    private final KernelAbi abi;
    private final Layouts layouts;
    private final Map<String, String> strings = new LinkedHashMap<>();
    private final Map<String, StructLayout> structs = new LinkedHashMap<>();
    private boolean broken;

    private DescribedKernel(KernelAbi abi) {
        this.abi = abi;
        this.layouts = abi.layouts();
    }

    /** Whether a simulated kernel reads this struct by its layout. */
    static boolean reads(String role) {
        return READ.containsKey(role);
    }

    /** Whether a simulated kernel compares this string. */
    static boolean compares(String key) {
        return STRINGS.containsKey(key);
    }

    /** The kernel; empty when the description doesn't tell enough, or places that nothing can be in. */
    static Optional<KernelProfile> of(KernelAbi abi) {
        return Optional.ofNullable(new DescribedKernel(abi).profile());
    }

    private @Nullable KernelProfile profile() {
        abi.strings().forEach((key, value) -> {
            String name = STRINGS.get(key);
            if (name != null) {
                strings.put(name, value);
            }
        });
        strings.putIfAbsent(PreservedAbi.KHO_DATA, BEHAVIOUR.abi().string(PreservedAbi.KHO_DATA));
        boolean arrays = layouts.shapes().containsKey(Roles.SESSION_HEADER)
                && abi.constants().containsKey(SESSION_LIMIT);
        carriers(arrays);
        files();
        if (broken) {
            return null;
        }
        KernelProfile profile = BEHAVIOUR
                .named(abi.release())
                .withAbi(new PreservedAbi(layouts.pageSize(), strings, structs))
                .withRules(arrays ? LuoRules.V6_19 : LuoRules.V7)
                .withTestFlbs(structs.containsKey(Roles.FLB) ? abi.flbs() : List.of())
                .with(Option.KHO, abi.on().contains(Feature.KHO))
                .with(Option.LIVEUPDATE, abi.on().contains(Feature.LIVE_UPDATE))
                .with(Option.LIVEUPDATE_ON, abi.on().contains(Feature.DEVICE))
                .with(Option.MEMFD, strings.containsKey(PreservedAbi.MEMFD_COMPATIBLE));
        return profile;
    }

    private void carriers(boolean arrays) {
        need(PreservedAbi.KHO_COMPATIBLE, PreservedAbi.KHO_MEMORY_MAP);
        if (layouts.shapes().containsKey(Roles.MAP_CHUNK)) {
            struct(Roles.MAP_CHUNK, "khoser_mem_chunk_hdr");
            struct(Roles.MAP_BITMAP);
        } else {
            strings.put(PreservedAbi.KHO_RADIX_DEPTH, String.valueOf(radixDepth()));
        }
        if (!abi.on().contains(Feature.LIVE_UPDATE)) {
            return;
        }
        need(PreservedAbi.LUO_COMPATIBLE, PreservedAbi.LUO_ENTRY);
        if (abi.luoTree()) {
            need(PreservedAbi.LUO_SESSION_COMPATIBLE);
            broken |= layouts.shapes().containsKey(Roles.LUO);
        } else {
            struct(Roles.LUO);
        }
        struct(Roles.SESSION);
        struct(Roles.FILE_SET);
        struct(Roles.FILE);
        if (arrays) {
            struct(Roles.SESSION_HEADER);
            strings.put("PAGES_OF_" + Roles.SESSION, String.valueOf(SESSION_PAGES));
            strings.put("HEADER_OF_" + Roles.SESSION, Roles.SESSION_HEADER);
        }
        if (abi.constants().containsKey(FILE_LIMIT)) {
            strings.put("PAGES_OF_" + Roles.FILE, String.valueOf(FILE_PAGES));
        } else {
            struct(Roles.BLOCK);
        }
        boolean flbs = abi.luoTree() ? strings.containsKey(PreservedAbi.LUO_FLB_COMPATIBLE) : true;
        if (flbs && layouts.shapes().containsKey(Roles.FLB)) {
            struct(Roles.FLB_HEADER);
            struct(Roles.FLB);
        }
        if (strings.containsKey(PreservedAbi.KHO_METADATA_VERSION)
                && layouts.shapes().containsKey(Roles.METADATA)) {
            broken |= !strings.get(PreservedAbi.KHO_METADATA_VERSION).matches("\\d{1,9}");
            struct(Roles.METADATA);
        }
    }

    private void files() {
        if (!strings.containsKey(PreservedAbi.MEMFD_COMPATIBLE)) {
            return;
        }
        struct(Roles.MEMFD);
        struct(Roles.FOLIO);
        struct(Roles.VMALLOC);
        chunk();
        if (abi.meant().contains(Roles.MEMFD + ".flags")) {
            strings.put("MEMFD_LUO_SER_FLAGS", "1");
        }
    }

    private void need(String... names) {
        for (String name : names) {
            broken |= !strings.containsKey(name);
        }
    }

    /** The tree has a level more where the bit that tells the order isn't covered otherwise. */
    private long radixDepth() {
        Long depth = abi.constants().get(RADIX_DEPTH + "@" + layouts.pageSize() / 1024 + "K");
        if (depth == null) {
            depth = abi.constants().get(RADIX_DEPTH);
        }
        if (depth != null) {
            return depth;
        }
        int shift = Integer.numberOfTrailingZeros(layouts.pageSize());
        int levels = (Long.SIZE + 1 - shift - (shift + 3) + shift - 4) / (shift - 3);
        return levels + 1L;
    }

    private void struct(String role) {
        struct(role, role);
    }

    private void struct(String role, String name) {
        Layouts.Shape shape = layouts.shapes().get(role);
        if (shape == null || shape.size() == 0) {
            broken = true;
            return;
        }
        Map<String, StructLayout.Field> fields = new LinkedHashMap<>();
        shape.slots().forEach((part, slot) -> fields.put(part, field(role + "." + part, slot)));
        folioWord(shape, fields);
        broken |= !fields.keySet().containsAll(READ.getOrDefault(role, List.of()))
                || shape.slots().entrySet().stream()
                        .anyMatch(entry -> !fits(role + "." + entry.getKey(), entry.getValue(), shape.size()));
        structs.put(name, new StructLayout(name, shape.size(), fields));
    }

    /** Before the merge: a folio's number and its flags in one word, the flags in the bits of an address inside a page. */
    private void folioWord(Layouts.Shape shape, Map<String, StructLayout.Field> fields) {
        Slot word = shape.slots().get("foliodesc");
        if (word != null && word.size() == WORD && word.bits() == 0) {
            int shift = Integer.numberOfTrailingZeros(layouts.pageSize());
            fields.put("pfn", new StructLayout.Field("u64", word.offset(), WORD, shift, Long.SIZE - shift));
            fields.put("flags", new StructLayout.Field("u64", word.offset(), WORD, 0, shift));
        }
    }

    private static StructLayout.Field field(String place, Slot slot) {
        String type = INSIDE.getOrDefault(place, "");
        return slot.bits() == 0
                ? new StructLayout.Field(type, slot.offset(), slot.size(), 0, 0)
                : new StructLayout.Field(type, slot.offset(), bytes(slot), slot.bitOffset(), slot.bits());
    }

    private static int bytes(Slot slot) {
        return slot.bits() == 0 ? slot.size() : (slot.bitOffset() + slot.bits() + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static boolean fits(String place, Slot slot, int size) {
        boolean number = !TEXTS.contains(place) && !INSIDE.containsKey(place);
        return slot.offset() >= 0 && slot.offset() + bytes(slot) <= size && (!number || bytes(slot) <= WORD);
    }

    /** Its pointers are whole words: those to pages, and the one in the struct inside it that leads to the next. */
    private void chunk() {
        Slot inner = layouts.find(Roles.CHUNK, "hdr");
        Slot next = layouts.find(Roles.CHUNK_HEADER, "next.phys");
        Slot pages = layouts.find(Roles.CHUNK, "phys");
        if (inner == null
                || next == null
                || pages == null
                || next.size() != WORD
                || next.bits() != 0
                || pages.length() < 1
                || pages.size() != pages.length() * WORD) {
            broken = true;
            return;
        }
        Map<String, StructLayout.Field> fields = new LinkedHashMap<>();
        fields.put("hdr.next.phys", new StructLayout.Field("u64", inner.offset() + next.offset(), WORD, 0, 0));
        fields.put("phys", new StructLayout.Field("u64[]", pages.offset(), pages.size(), 0, 0));
        structs.put(Roles.CHUNK, new StructLayout(Roles.CHUNK, layouts.size(Roles.CHUNK), fields));
    }

    /** Every struct that is read, for who asks what is. */
    static Set<String> structs() {
        return new TreeSet<>(READ.keySet());
    }
}
