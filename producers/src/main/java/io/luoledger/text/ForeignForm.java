package io.luoledger.text;

import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;

/** What people keep texts in and this doesn't read: known by its first bytes, so that the message says what to do. */
final class ForeignForm {
    private static final int HEAD_BYTES = 8;

    /**
     * One of them.
     *
     * @param head its first bytes in hexadecimal
     * @param toText the command that makes text of it, the file's name left out; or that tells the same as text
     */
    private record Form(String head, String name, String toText) {}

    private static final List<Form> FORMS = List.of(
            new Form("fd377a585a00", "packed by xz", "xz -dc %s"),
            new Form("28b52ffd", "packed by zstd", "zstd -dc %s"),
            new Form("04224d18", "packed by lz4", "lz4 -dc %s"),
            new Form("425a68", "packed by bzip2", "bzip2 -dc %s"),
            new Form("504b0304", "packed by zip", "unzip -p %s"),
            new Form("fffe", "in UTF-16", "iconv -f UTF-16 -t UTF-8 %s"),
            new Form("feff", "in UTF-16", "iconv -f UTF-16 -t UTF-8 %s"),
            new Form("7b0a20202022646d", "the JSON of dmesg -J", "dmesg"),
            new Form("4c504b5348485248", "a binary journal", "journalctl --file %s -k -o short-monotonic"));

    private ForeignForm() {}

    /** Throws UnreadableInputException for one of them; what can be read is left as it was. */
    static void refuse(InputStream in, String file) throws IOException {
        in.mark(HEAD_BYTES);
        String head = HexFormat.of().formatHex(in.readNBytes(HEAD_BYTES));
        in.reset();
        for (Form form : FORMS) {
            if (head.startsWith(form.head())) {
                throw new UnreadableInputException(file + ": " + form.name()
                        + ", expected text in UTF-8, as it is or packed by gzip: `"
                        + form.toText().formatted(file)
                        + " > TEXT`");
            }
        }
    }
}
