//! Parsing templates of `str.format`. The contents of fields and how they are written are left to the
//! caller.

use crate::failure::{Failure, Result};

use super::spec::Rest;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Literal(String),
    /// A field to be replaced.
    Field(Field),
}

/// A field: `{name.path!conversion:spec}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Which argument.
    pub name: Name,
    /// The attributes and subscripts; if one is wrong, it is the last and an error.
    pub path: Vec<Result<Access>>,
    /// `r`, `s` or `a`.
    pub conversion: Option<char>,
    /// The pieces of the format specification, which are filled in once the value is known.
    pub spec: Vec<Result<Piece>>,
}

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// By position, given or counted.
    Index(usize),
    /// By name; if there is none, a `KeyError` for the name.
    Key(String),
}

impl Name {
    /// The `IndexError` for a missing argument.
    pub fn out_of_range(index: usize) -> Failure {
        Failure::Raised(
            crate::failure::Class::Index,
            format!("Replacement index {index} out of range for positional args tuple"),
        )
    }
}

/// An attribute or subscript of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// `.name`.
    Attribute(String),
    /// `[0]`.
    Index(usize),
    /// `[name]`, without quotes.
    Key(String),
}

/// The pieces in order. If the template has an error, it is the last piece: the pieces before it are
/// filled first, and may fail first.
pub fn parse(text: &str) -> Vec<Result<Piece>> {
    let mut parser = Parser { numbering: None };
    parser.pieces(text, 2)
}

/// How fields are numbered.
#[derive(Clone, Copy)]
enum Numbering {
    /// Counted automatically; this is the next number.
    Automatic(usize),
    /// Given explicitly.
    Manual,
}

/// The state shared by a template and the specifications in it.
struct Parser {
    numbering: Option<Numbering>,
}

impl Parser {
    /// The pieces of a template that may be nested to this depth.
    fn pieces(&mut self, text: &str, depth: u32) -> Vec<Result<Piece>> {
        if depth == 0 {
            return vec![Err(Failure::value("Max string recursion exceeded"))];
        }
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = Rest(text);
        while let Some(letter) = rest.next_if(|_| true) {
            match letter {
                '{' | '}' if rest.next_is(letter) => literal.push(letter),
                '}' => {
                    pieces.push(Err(Failure::value(
                        "Single '}' encountered in format string",
                    )));
                    return pieces;
                }
                '{' => {
                    if !literal.is_empty() {
                        pieces.push(Ok(Piece::Literal(std::mem::take(&mut literal))));
                    }
                    let field = self.field(&mut rest, depth);
                    let failed = field.is_err();
                    pieces.push(field.map(Piece::Field));
                    if failed {
                        return pieces;
                    }
                }
                _ => literal.push(letter),
            }
        }
        if !literal.is_empty() {
            pieces.push(Ok(Piece::Literal(literal)));
        }
        pieces
    }

    /// A field, after its opening brace.
    fn field(&mut self, rest: &mut Rest, depth: u32) -> Result<Field> {
        if rest.0.is_empty() {
            return Err(Failure::value("Single '{' encountered in format string"));
        }
        let (name, end) = field_name(rest)?;
        let mut conversion = None;
        let mut spec = "";
        let mut ended = end == '}';
        if end == '!' {
            let missing = || Failure::value("end of string while looking for conversion specifier");
            conversion = Some(rest.next_if(|_| true).ok_or_else(missing)?);
            ended = rest.next_is('}');
            if !ended && !rest.0.is_empty() && !rest.next_is(':') {
                return Err(Failure::value("expected ':' after conversion specifier"));
            }
        }
        if !ended {
            spec = nested(rest)?;
        }
        let (name, path) = self.name_and_path(name)?;
        if let Some(conversion) = conversion {
            check_conversion(conversion)?;
        }
        let spec = match spec {
            "" => Vec::new(),
            _ if spec.contains('{') => self.pieces(spec, depth - 1),
            _ => vec![Ok(Piece::Literal(spec.to_string()))],
        };
        Ok(Field {
            name,
            path,
            conversion,
            spec,
        })
    }

    /// The argument, and the path from it.
    fn name_and_path(&mut self, text: &str) -> Result<(Name, Vec<Result<Access>>)> {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (first, path) = text.split_at(end);
        let name = match index(first)? {
            Some(index) => Name::Index(self.manual(index)?),
            None if first.is_empty() => Name::Index(self.automatic()?),
            None => Name::Key(first.to_string()),
        };
        Ok((name, accesses(path)))
    }

    /// The next position.
    fn automatic(&mut self) -> Result<usize> {
        let next = match self.numbering {
            None => 0,
            Some(Numbering::Automatic(next)) => next,
            Some(Numbering::Manual) => {
                return Err(Failure::value(
                    "cannot switch from manual field specification to automatic field numbering",
                ));
            }
        };
        self.numbering = Some(Numbering::Automatic(next + 1));
        Ok(next)
    }

    /// An explicit position.
    fn manual(&mut self, index: usize) -> Result<usize> {
        if let Some(Numbering::Automatic(_)) = self.numbering {
            return Err(Failure::value(
                "cannot switch from automatic field numbering to manual field specification",
            ));
        }
        self.numbering = Some(Numbering::Manual);
        Ok(index)
    }
}

/// The name of a field, and the character that ends it.
fn field_name<'a>(rest: &mut Rest<'a>) -> Result<(&'a str, char)> {
    let start = rest.0;
    let mut bracket = false;
    while let Some(letter) = rest.next_if(|_| true) {
        match letter {
            ']' if bracket => bracket = false,
            _ if bracket => {}
            '{' => return Err(Failure::value("unexpected '{' in field name")),
            '[' => bracket = true,
            '}' | ':' | '!' => {
                let length = start.len() - rest.0.len() - 1;
                return Ok((&start[..length], letter));
            }
            _ => {}
        }
    }
    Err(Failure::value("expected '}' before end of string"))
}

/// A format specification, up to the brace that closes the field.
fn nested<'a>(rest: &mut Rest<'a>) -> Result<&'a str> {
    let start = rest.0;
    let mut open = 1;
    while let Some(letter) = rest.next_if(|_| true) {
        open += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if open == 0 {
            return Ok(&start[..start.len() - rest.0.len() - 1]);
        }
    }
    Err(Failure::value("unmatched '{' in format spec"))
}

/// Attributes and subscripts.
fn accesses(mut path: &str) -> Vec<Result<Access>> {
    let mut accesses = Vec::new();
    while !path.is_empty() {
        let (access, rest) = match access(path) {
            Ok((access, rest)) => (Ok(access), rest),
            Err(failure) => (Err(failure), ""),
        };
        accesses.push(access);
        path = rest;
    }
    accesses
}

/// The first attribute or subscript of a path, and what follows it.
fn access(path: &str) -> Result<(Access, &str)> {
    let (access, rest) = if let Some(after) = path.strip_prefix('.') {
        let (name, rest) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
        (Access::Attribute(name.to_string()), rest)
    } else if let Some(after) = path.strip_prefix('[') {
        let missing = || Failure::value("Missing ']' in format string");
        let (key, rest) = after.split_once(']').ok_or_else(missing)?;
        let access = index(key)?.map_or_else(|| Access::Key(key.to_string()), Access::Index);
        (access, rest)
    } else {
        let message = "Only '.' or '[' may follow ']' in format field specifier";
        return Err(Failure::value(message));
    };
    match &access {
        Access::Attribute(name) | Access::Key(name) if name.is_empty() => {
            Err(Failure::value("Empty attribute in format string"))
        }
        _ => Ok((access, rest)),
    }
}

/// A text as an index, if it is one.
fn index(text: &str) -> Result<Option<usize>> {
    let mut rest = Rest(text);
    let number = rest.number()?;
    Ok(number.filter(|_| rest.0.is_empty()))
}

/// An error for an unknown conversion.
fn check_conversion(conversion: char) -> Result<()> {
    match conversion {
        'r' | 's' | 'a' => Ok(()),
        '!'..='\x7e' => Err(Failure::value(format!(
            "Unknown conversion specifier {conversion}"
        ))),
        _ => Err(Failure::value(format!(
            "Unknown conversion specifier \\x{:x}",
            u32::from(conversion)
        ))),
    }
}
