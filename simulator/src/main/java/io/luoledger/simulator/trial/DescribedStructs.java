package io.luoledger.simulator.trial;

import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.memory.Slot;
import io.luoledger.abi.role.Roles;
import io.luoledger.simulator.memory.StructLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The structs of a description, laid out as the simulation takes them. */
final class DescribedStructs {
    static final String PCI_TABLE = "pci_ser";
    static final String PCI_ENTRY = "pci_dev_ser";
    static final String VFIO_RECORD = "vfio_pci_core_device_ser";

    private static final int WORD = Long.BYTES;

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
            Map.entry(Roles.MAP_BITMAP, List.of("phys_start", "bitmap")),
            Map.entry(PCI_TABLE, List.of("nr_devices")),
            Map.entry(PCI_ENTRY, List.of("domain", "bdf")),
            Map.entry(VFIO_RECORD, List.of("domain", "bdf")));

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

    private final Layouts layouts;
    private final Map<String, StructLayout> structs = new LinkedHashMap<>();
    private boolean broken;

    DescribedStructs(Layouts layouts) {
        this.layouts = layouts;
    }

    /** Whether a simulated kernel reads this struct by its layout. */
    static boolean knows(String role) {
        return READ.containsKey(role);
    }

    /** Whether one of those asked for is missing, or has places that nothing can be in. */
    boolean broken() {
        return broken;
    }

    Map<String, StructLayout> all() {
        return structs;
    }

    void add(String role) {
        add(role, role);
    }

    /** Adds a struct under the simulation's name for it. */
    void add(String role, String name) {
        Layouts.Shape shape = layouts.shapes().get(role);
        if (shape == null || shape.size() == 0) {
            broken = true;
            return;
        }
        Map<String, StructLayout.Field> fields = new LinkedHashMap<>();
        shape.slots().forEach((part, slot) -> {
            // what follows the struct without an end of its own is no field of it
            if (slot.size() > 0) {
                fields.put(part, field(role + "." + part, slot));
            }
        });
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
    void addChunk() {
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
}
