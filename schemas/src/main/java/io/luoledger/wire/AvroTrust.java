package io.luoledger.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * What Avro is trusted with, once per process: to make classes of the generated package and of no other, and to believe
 * lengths up to these limits. A length in damaged or hostile input can't make it allocate more.
 */
final class AvroTrust {
    /** Largest string or byte sequence in a record: a descriptor's biggest is far below. Unit: bytes. */
    private static final String MAX_LENGTH = "16777216";
    /** Most items of one array or map. */
    private static final String MAX_ITEMS = "1048576";
    /** Largest block of a log file once it is decompressed; the writer makes blocks of 64 KiB. Unit: bytes. */
    private static final String MAX_BLOCK_BYTES = "268435456";

    static {
        // Avro reads these once, when the first record is read; whoever set them before knows why
        limit("bytes.maxLength", MAX_LENGTH);
        limit("string.maxLength", MAX_LENGTH);
        limit("collectionItems.maxLength", MAX_ITEMS);
        limit("decompress.maxLength", MAX_BLOCK_BYTES);
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith("io.luoledger.avro.")));
    }

    private AvroTrust() {}

    private static void limit(String name, String value) {
        String property = "org.apache.avro.limits." + name;
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static void ensure() {
        // loading the class did it
    }
}
