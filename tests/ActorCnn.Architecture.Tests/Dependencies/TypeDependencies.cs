using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ActorCnn.Architecture.Tests.Dependencies;

/// <summary>The types that a type uses anywhere: in what it is, in its members and in their code, those of nested types included.</summary>
internal static class TypeDependencies
{
    /// <summary>Full names of the used types that lie in one of some namespaces or below.</summary>
    public static IEnumerable<string> On(TypeDefinition type, params string[] namespaces) => CompiledCode.WithNested(type)
        .SelectMany(Of)
        .SelectMany(Parts)
        .Select(used => used.FullName)
        .Distinct()
        .Where(used => namespaces.Any(name => used.StartsWith($"{name}.", StringComparison.Ordinal)));

    private static IEnumerable<TypeReference?> Of(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(used => used.InterfaceType),
        .. Attributes(type),
        .. type.GenericParameters.SelectMany(Constraints),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(Attributes),
        .. type.Methods.SelectMany(Of),
    ];

    private static IEnumerable<TypeReference?> Of(MethodDefinition method) =>
    [
        .. Attributes(method),
        .. method.GenericParameters.SelectMany(Constraints),
        .. Signature(method),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Of) : [],
    ];

    private static IEnumerable<TypeReference?> Of(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, .. Signature(method), .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, .. Signature(method)],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    // A list of actors is a list and an actor.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
