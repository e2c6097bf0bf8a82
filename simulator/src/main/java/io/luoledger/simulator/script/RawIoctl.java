package io.luoledger.simulator.script;

import io.luoledger.simulator.kernel.Command;
import io.luoledger.simulator.kernel.UserArg;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.OpScript.SyntaxException;
import java.util.List;

/** The op that makes an ioctl word by word. */
record RawIoctl(long word, UserArg arg) {
    private static final int TYPE_SHIFT = 8;
    private static final int SIZE_SHIFT = 16;
    private static final int DIRECTION_SHIFT = 30;
    private static final int NUMBER_MASK = 0xff;
    /** What a struct that nobody knows is taken to have: the largest one. */
    private static final int UNKNOWN_STRUCT_BYTES = 72;

    /** Reads a word of the argument: a variable's descriptor, or a number. */
    @FunctionalInterface
    interface Words {
        long word(Op op, String text);
    }

    static RawIoctl of(String script, Op op, Words words) {
        List<String> args = op.arguments();
        int number = (int) Language.number(script, op, args.get(1));
        long size = Language.number(script, op, args.get(2));
        long word = Command.word(number);
        UserArg.Pointer pointer = UserArg.Pointer.GOOD;
        UserArg arg = UserArg.of(size);
        long tail = 0;
        for (String option : args.subList(3, args.size())) {
            int equals = option.indexOf('=');
            String key = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (key) {
                case "type" ->
                    word = (word & ~((long) NUMBER_MASK << TYPE_SHIFT))
                            | (Language.number(script, op, value) << TYPE_SHIFT);
                case "dir" -> word |= Language.number(script, op, value) << DIRECTION_SHIFT;
                case "isz" -> word |= Language.number(script, op, value) << SIZE_SHIFT;
                case "fd", "w1" -> arg.word1(words.word(op, value));
                case "token" -> arg.token(Language.number(script, op, value));
                case "arg" -> arg.argument(Language.number(script, op, value), null);
                case "name" -> arg.name(Section.name(value));
                case "tail" -> tail = Language.number(script, op, value);
                case "ptr" -> pointer = pointer(script, op, value);
                default ->
                    throw new SyntaxException(
                            script,
                            op.line(),
                            "ioctl: unknown option \"" + option
                                    + "\", expected type= dir= isz= fd= w1= token= arg= name= tail= or ptr=");
            }
        }
        Command command = Command.numbered(number & NUMBER_MASK);
        if (tail != 0) {
            arg.tail(command == null ? UNKNOWN_STRUCT_BYTES : command.size(), (byte) tail);
        }
        return new RawIoctl(word, pointer == UserArg.Pointer.GOOD ? arg : UserArg.unreadable(pointer));
    }

    private static UserArg.Pointer pointer(String script, Op op, String value) {
        return switch (value) {
            case "null" -> UserArg.Pointer.NULL;
            case "bad" -> UserArg.Pointer.BAD;
            default ->
                throw new SyntaxException(script, op.line(), "ioctl: ptr=" + value + ", expected ptr=null or ptr=bad");
        };
    }

    void call(UserProcess process, int target) {
        process.ioctl(target, word, arg);
    }
}
