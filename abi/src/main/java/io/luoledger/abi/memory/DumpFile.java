package io.luoledger.abi.memory;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.util.Arrays;
import java.util.HexFormat;

/** Dumps of preserved memory: a JSON object of pages in hex by address, or raw physical memory from address 0. */
public final class DumpFile {
    private static final long END = 1L << 52;

    private DumpFile() {}

    /** @param pageSize of the kernel that left it. Unit: bytes */
    public static PreservedMemory read(byte[] document, String name, int pageSize) {
        int first = 0;
        while (first < document.length && Character.isWhitespace(document[first])) {
            first++;
        }
        return first < document.length && document[first] == '{'
                ? pages(document, name, pageSize)
                : raw(document, name, pageSize);
    }

    private static PreservedMemory pages(byte[] document, String name, int pageSize) {
        JsonNode root = JsonDocument.read(document, name);
        PreservedMemory memory = new PreservedMemory(pageSize, END);
        root.properties().forEach(entry -> {
            try {
                memory.put(
                        Long.decode(entry.getKey()),
                        HexFormat.of().parseHex(entry.getValue().asText()));
            } catch (IllegalArgumentException e) {
                throw new UnreadableInputException(
                        name + ": page " + entry.getKey() + ": expected an address and " + pageSize + " bytes in hex: "
                                + e.getMessage(),
                        e);
            }
        });
        if (memory.pages().isEmpty()) {
            throw new UnreadableInputException(name + ": no pages in it");
        }
        return memory;
    }

    private static PreservedMemory raw(byte[] image, String name, int pageSize) {
        if (image.length < pageSize) {
            throw new UnreadableInputException(
                    name + ": " + image.length + " bytes, less than one page of " + pageSize);
        }
        PreservedMemory memory = new PreservedMemory(pageSize, END);
        // a page of zeros is a page: what was preserved of an empty file is one. An image has many, and they are held
        // once
        byte[] zeros = new byte[pageSize];
        for (int at = 0; at + pageSize <= image.length; at += pageSize) {
            boolean empty = Arrays.equals(image, at, at + pageSize, zeros, 0, pageSize);
            memory.put(at, empty ? zeros : Arrays.copyOfRange(image, at, at + pageSize));
        }
        return memory;
    }
}
