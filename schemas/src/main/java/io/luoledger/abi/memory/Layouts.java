package io.luoledger.abi.memory;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.RoleMap;
import io.luoledger.abi.role.Roles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The places of a descriptor's values by role, whatever the kernel calls them. */
public final class Layouts {
    /** Without these nothing can be read at all. */
    private static final Map<String, List<String>> NEEDED = Map.of(
            Roles.LUO, List.of("sessions_pa", "flbs_pa"),
            Roles.SESSION, List.of("name", "file_set_ser"),
            Roles.FILE_SET, List.of("files", "count"),
            Roles.FILE, List.of("compatible", "data", "token"),
            Roles.FLB_HEADER, List.of("count"),
            Roles.FLB, List.of("name", "data", "count"),
            Roles.BLOCK, List.of("next", "count"));

    private static final Map<String, List<String>> NEEDED_BY_MEMFD = Map.of(
            Roles.MEMFD, List.of("pos", "size", "nr_folios", "folios"),
            Roles.FOLIO, List.of("pfn", "index"),
            Roles.VMALLOC, List.of("first.phys", "total_pages", "flags", "order"),
            Roles.CHUNK, List.of("hdr", "phys"),
            Roles.CHUNK_HEADER, List.of("next.phys"));

    private final int pageSize;
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Slot> slots = new HashMap<>();

    private Layouts(int pageSize) {
        this.pageSize = pageSize;
    }

    public static Layouts of(AbiDescriptor side, RoleMap roles) {
        Layouts layouts = new Layouts(side.pageSize());
        for (Roles.Shape shape : Roles.shapes()) {
            Optional<StructLayout> layout = roles.layout(side, shape.struct());
            if (layout.isEmpty() || layout.get().size() == null) {
                continue;
            }
            layouts.sizes.put(shape.struct(), layout.get().size());
            for (Roles.Part part : shape.parts()) {
                roles.field(side, shape.struct(), part.role())
                        .filter(field -> field.offset() != null && field.size() != null)
                        .ifPresent(field -> layouts.slots.put(key(shape.struct(), part.role()), slot(field)));
            }
        }
        return layouts;
    }

    /** These, but the structs of the given roles as the other descriptor has them. */
    public Layouts with(Layouts other, java.util.Set<String> roles) {
        Layouts mixed = new Layouts(pageSize);
        java.util.stream.Stream.concat(sizes.keySet().stream(), other.sizes.keySet().stream())
                .distinct()
                .forEach(role -> {
                    Layouts source = roles.contains(role) ? other : this;
                    if (source.sizes.containsKey(role)) {
                        mixed.sizes.put(role, source.sizes.get(role));
                        source.slots.forEach((name, slot) -> {
                            if (name.startsWith(role + "/")) {
                                mixed.slots.put(name, slot);
                            }
                        });
                    }
                });
        return mixed;
    }

    public int pageSize() {
        return pageSize;
    }

    /** What is missing to follow sessions and FLBs; empty when nothing is. */
    public List<String> missing() {
        return missing(NEEDED);
    }

    /** What is missing to follow a memfd. */
    public List<String> missingForMemfd() {
        return missing(NEEDED_BY_MEMFD);
    }

    private List<String> missing(Map<String, List<String>> needed) {
        return needed.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(field -> key(entry.getKey(), field)))
                .filter(name -> !slots.containsKey(name))
                .sorted()
                .toList();
    }

    /** Size of the struct with this role. Unit: bytes. */
    public int size(String role) {
        return sizes.getOrDefault(role, 0);
    }

    public Slot slot(String role, String field) {
        Slot slot = find(role, field);
        if (slot == null) {
            throw new IllegalStateException("the descriptor lacks " + key(role, field));
        }
        return slot;
    }

    public @Nullable Slot find(String role, String field) {
        return slots.get(key(role, field));
    }

    /** Entries of this role in one block. */
    public int perBlock(String role) {
        return size(role) == 0 ? 0 : (pageSize - size(Roles.BLOCK)) / size(role);
    }

    private static Slot slot(Field field) {
        int size = field.size() == null ? 0 : field.size();
        int offset = field.offset() == null ? 0 : field.offset();
        int length = field.arrayLength() == null ? 0 : field.arrayLength();
        int bits = field.bitSize() == null ? 0 : field.bitSize();
        int bitOffset = field.bitOffset() == null ? 0 : field.bitOffset();
        return new Slot(
                offset + bitOffset / 8 * (bits == 0 ? 0 : 1), size, bits == 0 ? 0 : bitOffset % 8, bits, length);
    }

    private static String key(String role, String field) {
        return role + "/" + field;
    }
}
