package io.luoledger.glossary;

import io.luoledger.event.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What live update's calls mean by an errno, call by call (sections 2 to 5 of the kernel's behaviour); of others what errno(3) says. */
final class ErrnoWords {
    /** One meaning of an errno. */
    private record Sense(String of, String meaning, String remedy) {}

    private static final String OPEN = "errno of open(/dev/liveupdate)";
    private static final String CREATE = "errno of CREATE_SESSION";
    private static final String RETRIEVE_SESSION = "errno of RETRIEVE_SESSION";
    private static final String PRESERVE = "errno of PRESERVE_FD";
    private static final String RETRIEVE = "errno of RETRIEVE_FD";
    private static final String FINISH = "errno of FINISH";
    private static final String REBOOT = "errno of reboot(KEXEC)";
    private static final String IOCTL = "errno of any ioctl";
    private static final String DEVICE = "errno of opening a preserved device";

    private static final Map<String, List<Sense>> SENSES = senses();

    private static final Map<String, String> GENERAL = general();

    private ErrnoWords() {}

    static Stream<Word> all() {
        return Errno.names().stream().flatMap(ErrnoWords::words);
    }

    private static Stream<Word> words(String name) {
        List<Sense> senses = SENSES.getOrDefault(name, List.of());
        return senses.isEmpty()
                ? Stream.of(new Word(name, "errno", GENERAL.getOrDefault(name, ""), null))
                : senses.stream().map(sense -> new Word(name, sense.of(), sense.meaning(), sense.remedy()));
    }

    private static Map<String, List<Sense>> senses() {
        Map<String, List<Sense>> senses = new HashMap<>();
        says(senses, "EBUSY", OPEN, "Another process has the device open: one at a time.", "Close it there first.");
        says(
                senses,
                "EBUSY",
                PRESERVE,
                "The file is preserved already, in this session or another, or came back with a session that isn't finished.",
                "Preserve each file once; finish the incoming session first.");
        says(
                senses,
                "EBUSY",
                RETRIEVE,
                "The file to restore into is preserved itself, or came back with a session that isn't finished.",
                "Restore into a fresh file.");
        says(
                senses,
                "EBUSY",
                FINISH,
                "A handler says that one of the files can't finish yet; nothing was changed.",
                "Retrieve the file, for a device also bind it to an iommufd, then FINISH again.");
        says(senses, "EBUSY", REBOOT, "Another kexec operation is running.", "Try again.");
        says(
                senses,
                "EBUSY",
                DEVICE,
                "The device came over preserved, and its session isn't finished.",
                "Retrieve its file instead, or finish its session.");
        says(
                senses,
                "EIO",
                OPEN,
                "The received sessions could not be read; every further open fails alike.",
                "The kernel log names the handler or struct; only another kernel can read them.");
        says(
                senses,
                "EIO",
                RETRIEVE,
                "The handler could not restore what the file held.",
                "The kernel remembers it: what the file held is lost.");
        says(senses, "EEXIST", CREATE, "Another outgoing session has this name.", "Use another name.");
        says(senses, "EEXIST", PRESERVE, "The token is in use in this session.", "Use another token.");
        says(senses, "EMFILE", IOCTL, "The process has no descriptor left; nothing was done.", "Raise its limit.");
        says(senses, "ENFILE", IOCTL, "The system has no open file left; nothing was done.", "Raise its limit.");
        says(
                senses,
                "EFAULT",
                IOCTL,
                "The argument's memory can't be read or written.",
                "Give the call memory of its own.");
        says(
                senses,
                "EFAULT",
                RETRIEVE,
                "Only the answer could not be written back: the file counts as retrieved.",
                "Nobody has its descriptor; finish the session.");
        says(
                senses,
                "EINVAL",
                CREATE,
                "The name is empty, or longer than 63 bytes.",
                "Give it a name of 1 to 63 bytes.");
        says(
                senses,
                "EINVAL",
                RETRIEVE_SESSION,
                "The session was retrieved already.",
                "Use the descriptor that was given out; a session comes back once.");
        says(
                senses,
                "EINVAL",
                PRESERVE,
                "The session is one that was received, or the handler refuses what the file is.",
                "Preserve into a session that this kernel created.");
        says(
                senses,
                "EINVAL",
                RETRIEVE,
                "The session was created here, not received; or the file to restore into isn't given, isn't wanted, or isn't an empty, writable one of a tmpfs.",
                "Retrieve from a session that RETRIEVE_SESSION gave out; give the file that the handler wants.");
        says(
                senses,
                "EINVAL",
                FINISH,
                "The session was created here, or the reserved field isn't zero.",
                "Finish only received sessions, with reserved set to 0.");
        says(senses, "EINVAL", REBOOT, "No image is loaded.", "Load one with kexec_file_load first.");
        says(
                senses,
                "EINVAL",
                IOCTL,
                "No such command, or a size that is too small.",
                "Use the header of this kernel.");
        says(
                senses,
                "ENOTTY",
                IOCTL,
                "The command's number is known, but not with this size or direction.",
                "Use the header of this kernel.");
        says(
                senses,
                "E2BIG",
                IOCTL,
                "The argument is longer than this kernel knows, and the rest isn't zero.",
                "Use the header of this kernel.");
        says(
                senses,
                "ENOENT",
                OPEN,
                "There is no /dev/liveupdate: live update isn't configured, or switched off.",
                "Boot with kho=on liveupdate=on.");
        says(
                senses,
                "ENOENT",
                RETRIEVE_SESSION,
                "No session of this name was received.",
                "Check the name, and whether the kernel before handed it over at all.");
        says(
                senses,
                "ENOENT",
                PRESERVE,
                "No handler takes a file of this kind (a group or container descriptor, an unbound device, a hugetlb memfd).",
                "Preserve a kind that `abi list` shows for this kernel; bind a device to an iommufd first.");
        says(
                senses,
                "ENOENT",
                RETRIEVE,
                "The session holds no such token, or was finished already.",
                "Retrieve by the token that was preserved, before FINISH.");
        says(
                senses,
                "EBADF",
                PRESERVE,
                "The descriptor isn't open, or was opened with O_PATH.",
                "Give it an open file.");
        says(
                senses,
                "ENODEV",
                RETRIEVE,
                "No device is at the preserved address, or no vfio-pci is bound to it. The kernel remembers it.",
                "Bind vfio-pci before the first retrieve; compare the addresses (`diff`).");
        says(
                senses,
                "ENODEV",
                PRESERVE,
                "The module behind the handler's shared object is going away.",
                "Don't unload modules while something is preserved.");
        says(
                senses,
                "ENODATA",
                "errno of an FLB",
                "Nothing of that kind was handed over, or it is finished.",
                "Nothing to do where nothing was preserved.");
        says(
                senses,
                "ENOMEM",
                IOCTL,
                "The kernel has no memory for it.",
                "Free memory, and try again before the kexec.");
        says(
                senses,
                "ENOSPC",
                PRESERVE,
                "The kernel's table of files or sessions is full.",
                "Spread the files over more sessions, or preserve fewer.");
        says(
                senses,
                "EOPNOTSUPP",
                PRESERVE,
                "The handler can't keep a property of the file (a seal that it doesn't know), or takes no argument.",
                "Leave the seal or the argument off, or boot a kernel that knows it.");
        says(
                senses,
                "EOPNOTSUPP",
                RETRIEVE,
                "The file has a property that this kernel doesn't know, or its handler takes no argument.",
                "Only a newer kernel can restore such a property; leave the argument off.");
        says(senses, "EFBIG", PRESERVE, "The file is larger than the handler can describe.", "Split it.");
        says(
                senses,
                "EPERM",
                "errno of a write, truncate or fallocate",
                "The file is preserved: its size can't change until the kexec, or it came back sealed.",
                "Change the size before PRESERVE_FD.");
        says(
                senses,
                "EAGAIN",
                REBOOT,
                "The kernel could not put the hand-over together.",
                "Try again; the kernel log says what failed.");
        return senses;
    }

    private static void says(Map<String, List<Sense>> senses, String name, String of, String meaning, String remedy) {
        senses.computeIfAbsent(name, any -> new ArrayList<>()).add(new Sense(of, meaning, remedy));
    }

    /** Of errnos that live update has no meaning of its own for. */
    private static Map<String, String> general() {
        Map<String, String> general = new HashMap<>();
        String table = """
                ESRCH No such process.
                EINTR A signal interrupted the call.
                ENXIO No such device or address.
                ENOEXEC Not an image that can be executed: kexec doesn't know its format.
                ECHILD No child processes.
                EACCES Permission denied.
                ENOTBLK Not a block device.
                EXDEV The two are on different file systems.
                ENOTDIR Not a directory.
                EISDIR A directory.
                ETXTBSY A program that runs can't be written.
                ESPIPE The file has no position.
                EROFS The file system is read-only.
                EMLINK Too many links.
                EPIPE Nobody reads the other end.
                EDOM Outside the domain of the function.
                ERANGE The result doesn't fit.
                EDEADLK Waiting for it would never end.
                ENAMETOOLONG The name is too long.
                ENOLCK No locks are left.
                ENOSYS The kernel has no such call.
                ENOTEMPTY The directory isn't empty.
                ELOOP Too many symbolic links.
                ENOMSG No message of that kind.
                EIDRM What the identifier named was removed.
                ETIME A timer ran out.
                EPROTO The protocol was broken.
                EBADMSG The message can't be read.
                EOVERFLOW The value doesn't fit its type.
                EILSEQ An invalid sequence of bytes.
                ERESTART An interrupted call has to be made again.
                EUSERS Too many users.
                ENOTSOCK Not a socket.
                EADDRINUSE The address or token is in use.
                EADDRNOTAVAIL The address can't be had.
                ENOBUFS No room for buffers.
                ESHUTDOWN It has been shut down.
                ETIMEDOUT It took too long.
                EHOSTDOWN The host is down.
                EALREADY It is being done already.
                EINPROGRESS It has begun and isn't over.
                ESTALE What the handle names is gone.
                EUCLEAN The structure has to be repaired.
                EREMOTEIO A device didn't answer as it should.
                EDQUOT A quota is used up.
                ECANCELED It was cancelled.
                EKEYREJECTED The key or signature was refused: the image isn't signed by a known key.
                ENOTRECOVERABLE The state can't be recovered.
                ERESTARTSYS An interrupted call is to be made again by the kernel.
                EPROBE_DEFER The driver waits for another one.
                ENOTSUPP The kernel doesn't support it.
                """;
        for (String line : table.lines().toList()) {
            int blank = line.indexOf(' ');
            general.put(line.substring(0, blank), line.substring(blank + 1));
        }
        return general;
    }
}
