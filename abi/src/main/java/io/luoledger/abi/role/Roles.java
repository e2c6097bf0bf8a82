package io.luoledger.abi.role;

import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each struct and field of the preserved state is for: the role model. Roles carry the names that the kernel gave
 * them first; a descriptor's own names may differ, so a role is recognised by its shape, by what embeds it and only
 * then by its name.
 */
public final class Roles {
    /**
     * One known shape of a struct.
     *
     * @param struct the struct's role
     * @param parts its fields in order
     */
    public record Shape(String struct, List<Part> parts) {}

    /**
     * One field of a shape.
     *
     * @param role the field's role
     * @param type "u64", "char[64]", "u64:52" for a bit-field, "u64[*]" for any length, "@ROLE" for an embedded struct
     */
    public record Part(String role, String type) {}

    public static final String LUO = "luo_ser";
    public static final String SESSION = "luo_session_ser";
    public static final String FILE_SET = "luo_file_set_ser";
    public static final String FILE = "luo_file_ser";
    public static final String FLB_HEADER = "luo_flb_header_ser";
    public static final String FLB = "luo_flb_ser";
    public static final String MEMFD = "memfd_luo_ser";
    public static final String FOLIO = "memfd_luo_folio_ser";
    public static final String VMALLOC = "kho_vmalloc";
    public static final String CHUNK_HEADER = "kho_vmalloc_hdr";
    public static final String CHUNK = "kho_vmalloc_chunk";
    public static final String BLOCK = "kho_block_header_ser";
    public static final String METADATA = "kho_kexec_metadata";
    public static final String RADIX_NODE = "kho_radix_node";
    public static final String RADIX_LEAF = "kho_radix_leaf";
    /** Header of the array of sessions, before there were blocks. */
    public static final String SESSION_HEADER = "luo_session_header_ser";
    /** Header of a chunk of the memory map, before that was a tree. */
    public static final String MAP_CHUNK = "khoser_mem_chunk.hdr";
    /** Element of such a chunk. */
    public static final String MAP_BITMAP = "khoser_mem_bitmap_ptr";

    /** Every shape that a kernel is known to have used, newest first. */
    private static final String MODEL = """
            luo_ser              compatible:char[8] liveupdate_num:u64 sessions_pa:u64 flbs_pa:u64
            luo_ser              compatible:char[*] liveupdate_num:u64 sessions_pa:u64 flbs_pa:u64
            luo_ser              liveupdate_num:u64 sessions_pa:u64 flbs_pa:u64
            luo_session_ser      name:char[64] file_set_ser:@luo_file_set_ser
            luo_file_set_ser     files:u64 count:u64
            luo_file_ser         compatible:char[48] data:u64 token:u64
            luo_flb_header_ser   pgcnt:u64 count:u64
            luo_flb_ser          name:char[48] data:u64 count:u64
            memfd_luo_ser        pos:u64 size:u64 seals:u32 flags:u32 nr_folios:u64 folios:@kho_vmalloc
            memfd_luo_ser        pos:u64 size:u64 nr_folios:u64 folios:@kho_vmalloc
            memfd_luo_folio_ser  pfn:u64:52 flags:u64:12 index:u64
            kho_vmalloc          first.phys:u64 total_pages:u32 flags:u16 order:u16
            kho_vmalloc_hdr      next.phys:u64
            kho_vmalloc_chunk    hdr:@kho_vmalloc_hdr phys:u64[*]
            kho_block_header_ser next:u64 count:u64
            kho_kexec_metadata   version:u32 previous_release:char[*] kexec_count:u32
            kho_radix_node       table:u64[*]
            kho_radix_leaf       bitmap:u64[*]
            luo_session_header_ser count:u64
            khoser_mem_chunk.hdr next:u64 order:u32 num_elms:u32
            khoser_mem_bitmap_ptr phys_start:u64 bitmap:u64
            """;

    /** Parts of kernels that are no more: their shapes are too plain to tell them by anything but their names. */
    private static final List<String> BY_NAME = List.of(SESSION_HEADER, MAP_CHUNK, MAP_BITMAP);

    private static final List<Shape> SHAPES = parse();
    private static final Map<String, List<Shape>> BY_STRUCT = byStruct();
    private static final List<String> STRUCTS = List.copyOf(BY_STRUCT.keySet());

    /** What the physical address in a field leads to, by "struct.field". */
    private static final Map<String, String> LEADS_TO = Map.of(
            "luo_ser.sessions_pa", BLOCK,
            "luo_ser.flbs_pa", FLB_HEADER,
            "luo_file_set_ser.files", BLOCK,
            "luo_file_ser.data", MEMFD,
            "kho_vmalloc.first.phys", CHUNK,
            "kho_vmalloc_hdr.next.phys", CHUNK,
            "kho_block_header_ser.next", BLOCK);

    /** Fields that a writer fills and no reader looks at: a new meaning in them goes unnoticed. */
    private static final List<String> UNREAD = List.of("memfd_luo_ser.flags", "luo_flb_header_ser.pgcnt");

    private Roles() {}

    public static List<Shape> shapes() {
        return SHAPES;
    }

    static List<Shape> shapes(String struct) {
        return BY_STRUCT.getOrDefault(struct, List.of());
    }

    /** Every struct role, in the order of the model. */
    public static List<String> structs() {
        return STRUCTS;
    }

    /** Whether a struct of this name can have the role at all. */
    static boolean canBe(String role, String struct) {
        return !BY_NAME.contains(role) || role.equals(struct);
    }

    public static @Nullable String leadsTo(String struct, String field) {
        return LEADS_TO.get(struct + "." + field);
    }

    public static boolean isUnread(String struct, String field) {
        return isUnread(struct + "." + field);
    }

    /** @param place "ROLE.FIELD" */
    public static boolean isUnread(String place) {
        return UNREAD.contains(place);
    }

    /** Whether the fields have the types of the shape, in order; embedded structs are compared by the given test. */
    static boolean matches(Shape shape, StructLayout layout, Embedding embedding) {
        List<Field> fields = layout.fields();
        if (layout.isTree() || fields.size() != shape.parts().size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!matches(shape.parts().get(i), fields.get(i), embedding)) {
                return false;
            }
        }
        return true;
    }

    static boolean matches(Part part, Field field, Embedding embedding) {
        if (part.type().startsWith("@")) {
            String embedded = field.embeds();
            return embedded != null && embedding.hasRole(embedded, part.type().substring(1));
        }
        String type = field.typeText();
        String wanted = part.type();
        return wanted.endsWith("[*]")
                ? field.arrayLength() != null
                        && field.arrayLength() > 0
                        && !field.isBitField()
                        && field.type().length() == wanted.length() - 3
                        && wanted.startsWith(field.type())
                : type.equals(wanted);
    }

    /** Says whether an embedded struct can have a role. */
    @FunctionalInterface
    interface Embedding {
        boolean hasRole(String struct, String role);
    }

    private static List<Shape> parse() {
        List<Shape> shapes = new ArrayList<>();
        for (String line : MODEL.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            Map<String, String> parts = new LinkedHashMap<>();
            for (int i = 1; i < words.length; i++) {
                int colon = words[i].indexOf(':');
                parts.put(words[i].substring(0, colon), words[i].substring(colon + 1));
            }
            List<Part> all = new ArrayList<>();
            parts.forEach((role, type) -> all.add(new Part(role, type)));
            shapes.add(new Shape(words[0], List.copyOf(all)));
        }
        return List.copyOf(shapes);
    }

    private static Map<String, List<Shape>> byStruct() {
        Map<String, List<Shape>> all = new LinkedHashMap<>();
        SHAPES.forEach(shape ->
                all.computeIfAbsent(shape.struct(), struct -> new ArrayList<>()).add(shape));
        return all;
    }
}
