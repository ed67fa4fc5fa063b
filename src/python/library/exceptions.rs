//! The exceptions of the library, and their base classes.

use super::named::named;

named! {
    /// A class of exceptions.
    Exc {
        BaseException = "BaseException",
        Exception = "Exception",
        SystemExit = "SystemExit",
        KeyboardInterrupt = "KeyboardInterrupt",
        GeneratorExit = "GeneratorExit",
        ArithmeticError = "ArithmeticError",
        ZeroDivisionError = "ZeroDivisionError",
        OverflowError = "OverflowError",
        FloatingPointError = "FloatingPointError",
        LookupError = "LookupError",
        IndexError = "IndexError",
        KeyError = "KeyError",
        AttributeError = "AttributeError",
        NameError = "NameError",
        UnboundLocalError = "UnboundLocalError",
        TypeError = "TypeError",
        ValueError = "ValueError",
        UnicodeError = "UnicodeError",
        RuntimeError = "RuntimeError",
        RecursionError = "RecursionError",
        NotImplementedError = "NotImplementedError",
        AssertionError = "AssertionError",
        StopIteration = "StopIteration",
        OSError = "OSError",
        FileNotFoundError = "FileNotFoundError",
        PermissionError = "PermissionError",
        ConnectionError = "ConnectionError",
        InterruptedError = "InterruptedError",
        TimeoutError = "TimeoutError",
        ImportError = "ImportError",
        ModuleNotFoundError = "ModuleNotFoundError",
        EOFError = "EOFError",
        MemoryError = "MemoryError",
        BufferError = "BufferError",
        SystemError = "SystemError",
        Warning = "Warning",
        UserWarning = "UserWarning",
        Empty = "_queue.Empty",
        Full = "queue.Full",
        BrokenBarrierError = "threading.BrokenBarrierError",
        CancelledError = "concurrent.futures._base.CancelledError",
        ThreadError = "thread.error",
    }
}

impl Exc {
    /// Its base class.
    pub(crate) const fn base(self) -> Option<Self> {
        Some(match self {
            Self::BaseException => return None,
            Self::Exception | Self::SystemExit | Self::KeyboardInterrupt | Self::GeneratorExit => {
                Self::BaseException
            }
            Self::ZeroDivisionError | Self::OverflowError | Self::FloatingPointError => {
                Self::ArithmeticError
            }
            Self::IndexError | Self::KeyError => Self::LookupError,
            Self::UnboundLocalError => Self::NameError,
            Self::UnicodeError => Self::ValueError,
            Self::RecursionError
            | Self::NotImplementedError
            | Self::BrokenBarrierError
            | Self::ThreadError => Self::RuntimeError,
            Self::FileNotFoundError
            | Self::PermissionError
            | Self::ConnectionError
            | Self::InterruptedError
            | Self::TimeoutError => Self::OSError,
            Self::ModuleNotFoundError => Self::ImportError,
            Self::UserWarning => Self::Warning,
            _ => Self::Exception,
        })
    }

    /// Whether it is the same as another one or derives from it.
    pub(crate) fn derives(self, other: Self) -> bool {
        self == other || self.base().is_some_and(|base| base.derives(other))
    }

    /// Whether it needs no import.
    pub(crate) fn builtin(self) -> bool {
        self < Self::Empty
    }
}
