package io.luoledger.event;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * An error number by its name. Names are open: a number that the table doesn't hold is called {@code E<number>}.
 *
 * @param name upper case, as in errno(3): "EBUSY"
 */
public record Errno(String name) {
    private static final Map<Integer, String> NAMES = new HashMap<>();
    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        // the generic Linux numbers (x86-64, arm64); ENOIOCTLCMD shows to user space as ENOTTY
        String table = """
                1 EPERM 2 ENOENT 3 ESRCH 4 EINTR 5 EIO 6 ENXIO 7 E2BIG 8 ENOEXEC 9 EBADF 10 ECHILD 11 EAGAIN 12 ENOMEM \
                13 EACCES 14 EFAULT 15 ENOTBLK 16 EBUSY 17 EEXIST 18 EXDEV 19 ENODEV 20 ENOTDIR 21 EISDIR 22 EINVAL \
                23 ENFILE 24 EMFILE 25 ENOTTY 26 ETXTBSY 27 EFBIG 28 ENOSPC 29 ESPIPE 30 EROFS 31 EMLINK 32 EPIPE \
                33 EDOM 34 ERANGE 35 EDEADLK 36 ENAMETOOLONG 37 ENOLCK 38 ENOSYS 39 ENOTEMPTY 40 ELOOP 42 ENOMSG \
                43 EIDRM 61 ENODATA 62 ETIME 71 EPROTO 74 EBADMSG 75 EOVERFLOW 84 EILSEQ 85 ERESTART 87 EUSERS \
                88 ENOTSOCK 95 EOPNOTSUPP 98 EADDRINUSE 99 EADDRNOTAVAIL 105 ENOBUFS 108 ESHUTDOWN 110 ETIMEDOUT \
                112 EHOSTDOWN 114 EALREADY 115 EINPROGRESS 116 ESTALE 117 EUCLEAN 121 EREMOTEIO 122 EDQUOT \
                125 ECANCELED 129 EKEYREJECTED 131 ENOTRECOVERABLE 512 ERESTARTSYS 515 ENOTTY 517 EPROBE_DEFER 524 ENOTSUPP\
                """;
        String[] words = table.strip().split("\\s+");
        for (int i = 0; i < words.length; i += 2) {
            int number = Integer.parseInt(words[i]);
            NAMES.put(number, words[i + 1]);
            NUMBERS.putIfAbsent(words[i + 1], number);
        }
    }

    public Errno {
        Objects.requireNonNull(name);
        if (name.isEmpty() || name.equals("OK") || name.length() > 32) {
            throw new IllegalArgumentException("not the name of an errno: " + name);
        }
    }

    /** The errno of a kernel return value: pass 16 or -16 for EBUSY. */
    public static Errno of(int number) {
        int positive = Math.abs(number);
        String name = NAMES.get(positive);
        return new Errno(name != null ? name : "E" + positive);
    }

    /** Every name in the table. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(NUMBERS.keySet()));
    }

    /** The number, or 0 when the name isn't in the table. */
    public int number() {
        return NUMBERS.getOrDefault(name, 0);
    }

    @Override
    public String toString() {
        return name;
    }
}
