package io.luoledger.simulator.memory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flattened device tree (DTB version 17), as far as KHO uses it: nodes with properties, nothing else. */
public final class FlatTree {
    private static final int MAGIC = 0xd00dfeed;
    private static final int HEADER_BYTES = 40;
    private static final int RESERVATIONS_BYTES = 16;
    private static final int VERSION = 17;
    private static final int LAST_COMPATIBLE = 16;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;
    private static final int MAX_DEPTH = 16;

    /** A node. The root's name is empty. */
    public record Node(String name, Map<String, byte[]> properties, List<Node> children) {
        public Node(String name) {
            this(name, new LinkedHashMap<>(), new ArrayList<>());
        }

        public @Nullable Node child(String child) {
            for (Node node : children) {
                if (node.name.equals(child)) {
                    return node;
                }
            }
            return null;
        }
    }

    private FlatTree() {}

    public static byte[] write(Node root) {
        ByteArrayOutputStream structure = new ByteArrayOutputStream();
        Map<String, Integer> names = new LinkedHashMap<>();
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        node(root, structure, names, strings);
        word(structure, END);
        int structureAt = HEADER_BYTES + RESERVATIONS_BYTES;
        int stringsAt = structureAt + structure.size();
        ByteBuffer tree = ByteBuffer.allocate(stringsAt + strings.size());
        tree.putInt(MAGIC)
                .putInt(tree.capacity())
                .putInt(structureAt)
                .putInt(stringsAt)
                .putInt(HEADER_BYTES);
        tree.putInt(VERSION)
                .putInt(LAST_COMPATIBLE)
                .putInt(0)
                .putInt(strings.size())
                .putInt(structure.size());
        tree.put(new byte[RESERVATIONS_BYTES]).put(structure.toByteArray()).put(strings.toByteArray());
        return tree.array();
    }

    private static void node(
            Node node, ByteArrayOutputStream out, Map<String, Integer> names, ByteArrayOutputStream strings) {
        word(out, BEGIN_NODE);
        padded(out, (node.name + "\0").getBytes(StandardCharsets.US_ASCII));
        node.properties.forEach((name, value) -> {
            int at = names.computeIfAbsent(name, key -> {
                int position = strings.size();
                strings.writeBytes((key + "\0").getBytes(StandardCharsets.US_ASCII));
                return position;
            });
            word(out, PROPERTY);
            word(out, value.length);
            word(out, at);
            padded(out, value);
        });
        for (Node child : node.children) {
            node(child, out, names, strings);
        }
        word(out, END_NODE);
    }

    private static void word(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    private static void padded(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(bytes);
        out.writeBytes(new byte[-bytes.length & 3]);
    }

    /** The root node, or null when the bytes aren't a flattened tree. */
    public static @Nullable Node read(byte[] bytes) {
        ByteBuffer tree = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES || tree.getInt(0) != MAGIC) {
            return null;
        }
        int structure = tree.getInt(8);
        int strings = tree.getInt(12);
        if (structure < HEADER_BYTES || structure >= bytes.length || strings < HEADER_BYTES || strings > bytes.length) {
            return null;
        }
        try {
            tree.position(structure);
            return tree.getInt() == BEGIN_NODE ? readNode(tree, strings, 0) : null;
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException broken) {
            return null;
        }
    }

    private static Node readNode(ByteBuffer tree, int strings, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("too deep");
        }
        Node node = new Node(text(tree, tree.position()));
        tree.position(tree.position() + (node.name.length() + 4 & ~3));
        while (true) {
            switch (tree.getInt()) {
                case BEGIN_NODE -> node.children.add(readNode(tree, strings, depth + 1));
                case PROPERTY -> {
                    byte[] value = new byte[tree.getInt()];
                    String name = text(tree, strings + tree.getInt());
                    tree.get(value);
                    tree.position(tree.position() + (-value.length & 3));
                    node.properties.put(name, value);
                }
                case END_NODE -> {
                    return node;
                }
                default -> throw new IllegalArgumentException("unknown tag");
            }
        }
    }

    private static String text(ByteBuffer tree, int from) {
        StringBuilder text = new StringBuilder();
        for (int at = from; tree.get(at) != 0; at++) {
            text.append((char) tree.get(at));
        }
        return text.toString();
    }
}
