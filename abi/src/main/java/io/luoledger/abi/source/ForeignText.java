package io.luoledger.abi.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people have in the place of a header or a descriptor: told by how it begins, as what it is and what to give instead. */
enum ForeignText {
    GZIP("^\\u001f[\\u008b\\ufffd]", "gzip-compressed data: unpack it"),
    XZ("^[\\u00fd\\ufffd]7zXZ", "xz-compressed data: unpack it"),
    ZSTD("^\\(\\u00b5?\\ufffd?/[\\u00fd\\ufffd]", "zstd-compressed data: unpack it"),
    ZIP("^PK\\u0003\\u0004", "a zip archive: unpack it, and give the directory"),
    BZIP2("^BZh\\d", "bzip2-compressed data: unpack it"),
    TAR("(?s)^.{257}ustar", "a tar archive: unpack it, and give the directory"),
    BOOT_IMAGE("(?s)^.{514}HdrS", "a boot image (bzImage): give the vmlinux that it was made of, or its BTF"),
    ARM64_IMAGE("(?s)^.{56}ARMd", "an arm64 boot image, which has no sections: give the vmlinux that it was made of"),
    EFI_IMAGE("(?s)^MZ..zimg", "a kernel in an EFI program (zboot): give the vmlinux that it was made of"),
    EFI_PROGRAM("^MZ", "an EFI program: take the kernel out of it (objcopy -O binary --only-section=.linux)"),
    ELF("^\\u007fELF", "an ELF file"),
    PATCH(
            "^(?:diff --git |diff -|Index: |--- \\S|From [0-9a-f]{40} |From: .*\\n(?:.*\\n)*?Subject: )",
            "a patch: apply it to a source tree, and give that"),
    HTML("(?i)^\\s*<(?:!doctype|html|head|body|\\?xml)\\b", "a web page (HTML): fetch the plain file instead"),
    LFS_POINTER("^version https://git-lfs", "a pointer of Git LFS: fetch the file itself (git lfs pull)"),
    UTF_16(
            "^(?:\\u00ff\\u00fe|\\u00fe\\u00ff|\\ufffd\\ufffd[^\\ufffd]\\u0000|#\\u0000|\\u0000#)",
            "text in UTF-16: write it in UTF-8"),
    BINARY("(?s)^.{0,4000}\\u0000", "binary data"),
    EMPTY("^\\s*\\z", "an empty file");

    private static final int BEGINNING = 8192;

    private final Pattern beginning;
    private final String words;

    ForeignText(String beginning, String words) {
        this.beginning = Pattern.compile(beginning);
        this.words = words;
    }

    /** What this text is, when it is one of these. */
    static Optional<String> of(String text) {
        String start = text.substring(0, Math.min(BEGINNING, text.length()));
        return Arrays.stream(values())
                .filter(one -> one != EMPTY || text.length() == start.length())
                .filter(one -> one.beginning.matcher(start).find())
                .map(one -> one.words)
                .findFirst();
    }

    static Optional<String> of(byte[] bytes) {
        return of(new String(bytes, 0, Math.min(BEGINNING, bytes.length), StandardCharsets.ISO_8859_1));
    }
}
